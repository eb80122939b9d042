import type { PageMessage } from "@porthole/protocol";
import type { PageLine, PageLink } from "../session/page-line.ts";
import type { Pad } from "./pad.ts";
import type { Gamepads } from "./pads.ts";

/** One page's gamepads. Each plays one of those that the page's person may play: the first one that nobody else does. */
export class PadLink implements PageLink {
  readonly #pads: Gamepads;
  readonly #line: PageLine;
  /** Number of the desktop's pad, from 1, by the page's own number. */
  readonly #played = new Map<number, number>();

  constructor(pads: Gamepads, line: PageLine) {
    this.#pads = pads;
    this.#line = line;
  }

  handle(message: PageMessage): boolean {
    switch (message.kind) {
      case "pad": {
        const { kind: _, pad, ...state } = message;
        this.#padOf(pad)?.play(state);
        return true;
      }
      case "padGone":
        this.#drop(message.pad);
        return true;
      default:
        return false;
    }
  }

  /** Takes back what may no longer be played. */
  onGrant(): void {
    for (const [own, number] of [...this.#played]) {
      if (!this.#line.person.grant.pads.includes(number)) {
        this.#drop(own);
      }
    }
  }

  onSilence(): void {
    for (const own of [...this.#played.keys()]) {
      this.#drop(own);
    }
  }

  [Symbol.dispose](): void {
    this.onSilence();
  }

  #padOf(own: number): Pad | undefined {
    const known = this.#played.get(own);
    if (known !== undefined) {
      return this.#pads.pad(known);
    }
    const number = this.#line.person.grant.pads.find(one => this.#pads.pad(one)?.plugged === false);
    const pad = number === undefined ? undefined : this.#pads.pad(number);
    if (number === undefined || !pad || !this.#pads.available) {
      return undefined;
    }
    this.#played.set(own, number);
    pad.onRumble = rumble => this.#line.send({ kind: "rumble", pad: own, ...rumble });
    pad.plug();
    return pad;
  }

  #drop(own: number): void {
    const number = this.#played.get(own);
    const pad = number === undefined ? undefined : this.#pads.pad(number);
    this.#played.delete(own);
    if (pad) {
      pad.onRumble = () => undefined;
      pad.unplug();
    }
  }
}

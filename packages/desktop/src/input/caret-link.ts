import type { PageMessage } from "@porthole/protocol";
import type { CaptureHost } from "../capture/host.ts";
import type { PageLine, PageLink } from "../session/page-line.ts";
import { may } from "../sharing/grant.ts";
import { CaretGuess } from "./caret.ts";

/** Tells one page where the caret is that it types at, once it composes something. Sees keys and buttons before those that press them. */
export class CaretLink implements PageLink {
  readonly #capture: CaptureHost | undefined;
  readonly #line: PageLine;
  readonly #guess = new CaretGuess();
  #comparing: Disposable | undefined;

  constructor(capture: CaptureHost | undefined, line: PageLine) {
    this.#capture = capture;
    this.#line = line;
  }

  handle(message: PageMessage): boolean {
    if (message.kind === "seekCaret") {
      this.#comparing ??= this.#capture?.compare(boxes => {
        if (this.#guess.changed(boxes, performance.now()) && this.#guess.caret) {
          this.#line.send({ kind: "caret", ...this.#guess.caret });
        }
      });
      return true;
    }
    if (this.#comparing && message.kind === "key" && message.down) {
      this.#guess.key(message.keysym, performance.now());
    } else if (this.#comparing && message.kind === "button" && message.down) {
      this.#guess.press(performance.now());
    }
    return false;
  }

  onGrant(): void {
    if (!may(this.#line.person.grant, "keyboard")) {
      this[Symbol.dispose]();
    }
  }

  [Symbol.dispose](): void {
    this.#comparing?.[Symbol.dispose]();
    this.#comparing = undefined;
  }
}

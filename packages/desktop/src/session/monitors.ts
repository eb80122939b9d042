import { DISPLAY_NEW } from "@porthole/protocol";
import type { CaptureHost } from "../capture/host.ts";
import type { DesktopDisplay } from "../display/desktop-display.ts";
import type { Relay } from "./relay.ts";

/** Monitors one desktop may have. */
const MOST = 4;
/** Time, in ms, a monitor waits for its page to come back after the line was cut. */
const PATIENCE = 10_000;

/** A monitor that somebody looks at; the first is always there. */
export type Monitor = { readonly number: number; readonly capture: CaptureHost; readonly relay: Relay };
type Entry = Monitor & { pages: number; timer?: NodeJS.Timeout };

/** The monitors of the desktop: each has a capture and a relay of its own, as long as a page shows it. */
export class Monitors implements Disposable {
  readonly #display: DesktopDisplay;
  readonly #make: (number: number) => Monitor;
  readonly #entries = new Map<number, Entry>();
  /** The monitor that is always there. */
  readonly first: Monitor;

  /** `make` makes what a monitor needs; its capture is started here. */
  constructor(display: DesktopDisplay, make: (number: number) => Monitor) {
    this.#display = display;
    this.#make = make;
    this.first = this.#open(0);
  }

  /** Every monitor that is open. */
  get all(): Monitor[] {
    return [...this.#entries.values()];
  }

  /**
   * Adds a page to the monitor it asks for in `hello.display`; `undefined` where there can be no such one. Who may not `open`
   * further ones and asks for one that is not there gets the first.
   */
  join(wish: number, open: boolean): Monitor | undefined {
    const wanted = wish === DISPLAY_NEW ? this.#free() : wish;
    const number = open || (wanted !== undefined && this.#entries.has(wanted)) ? wanted : 0;
    if (number === undefined || number >= MOST) {
      return undefined;
    }
    const entry = this.#entries.get(number) ?? this.#open(number);
    clearTimeout(entry.timer);
    entry.pages++;
    return entry;
  }

  /** A page has gone; `forGood` where it said so. The last one's monitor goes with it, unless it is the first. */
  leave(number: number, forGood: boolean): void {
    const entry = this.#entries.get(number);
    if (entry && --entry.pages === 0 && number !== 0) {
      entry.timer = setTimeout(() => this.#close(entry), forGood ? 0 : PATIENCE);
    }
  }

  [Symbol.dispose](): void {
    for (const { relay, capture, timer } of this.#entries.values()) {
      clearTimeout(timer);
      relay[Symbol.dispose]();
      capture[Symbol.dispose]();
    }
  }

  #free(): number | undefined {
    return Array.from({ length: MOST }, (_, i) => i).find(i => i > 0 && !this.#entries.has(i));
  }

  #open(number: number): Entry {
    const entry = { ...this.#make(number), pages: 0 };
    this.#entries.set(number, entry);
    entry.capture.start();
    return entry;
  }

  #close({ number, relay, capture }: Entry): void {
    this.#entries.delete(number);
    relay[Symbol.dispose]();
    capture[Symbol.dispose]();
    void this.#display.remove(number);
  }
}

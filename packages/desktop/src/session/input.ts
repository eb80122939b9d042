import { INPUT_MEANS, type PageMessage } from "@porthole/protocol";
import type { DesktopDisplay } from "../display/desktop-display.ts";
import { WheelAccumulator } from "../input/wheel.ts";
import { may } from "../sharing/grant.ts";
import type { PageLine, PageLink } from "./page-line.ts";

/** X11 buttons a page may press; 4 to 7 are the wheel's. */
const BUTTONS: ReadonlySet<number> = new Set([1, 2, 3, 8, 9]);
/** What a whole notch of the wheel is worth on the wire. */
const NOTCH = 120;
/** The page says once a second what it holds; after so many ms without a word it counts as gone. */
const HEARTBEAT = 3500;

/** What one page presses. What it holds is lifted when it goes or falls silent. */
export class ViewerInput implements PageLink {
  readonly #display: DesktopDisplay;
  readonly #line: PageLine;
  readonly #wheel = new WheelAccumulator();
  readonly #buttons = new Set<number>();
  readonly #keys = new Set<number>();
  #timer: NodeJS.Timeout | undefined;

  constructor(display: DesktopDisplay, line: PageLine) {
    this.#display = display;
    this.#line = line;
  }

  /** Does what a message says; gives `false` where it is none about input. */
  handle(message: PageMessage): boolean {
    switch (message.kind) {
      case "move":
        this.#display.move(this.#line.monitor, message.x, message.y);
        return true;
      case "button":
        this.#display.move(this.#line.monitor, message.x, message.y);
        this.#button(message.button, message.down);
        return true;
      case "wheel":
        this.#display.move(this.#line.monitor, message.x, message.y);
        this.#scroll(message.dx, message.dy);
        return true;
      case "turn":
        this.#scroll(message.dx, message.dy);
        return true;
      case "moveBy":
        this.#display.moveBy(message.dx, message.dy);
        return true;
      case "press":
        this.#button(message.button, message.down);
        return true;
      case "locks":
        this.#display.keyboard?.setLocks(message);
        return true;
      case "key":
        this.#key(message.keysym, message.down);
        return true;
      case "held":
        this.#keep(new Set(message.keysyms));
        return true;
      default:
        return false;
    }
  }

  /** Lifts what may no longer be pressed. */
  onGrant(): void {
    const { grant } = this.#line.person;
    if (!may(grant, "keyboard")) {
      this.#keep(new Set());
    }
    if (!may(grant, "pointer")) {
      this.#liftButtons();
    }
  }

  onSilence(): void {
    this.#keep(new Set());
    this.#liftButtons();
  }

  [Symbol.dispose](): void {
    this.onSilence();
  }

  #liftButtons(): void {
    for (const button of [...this.#buttons]) {
      this.#button(button, false);
    }
  }

  #button(button: number, down: boolean): void {
    if (!BUTTONS.has(button) || this.#buttons.has(button) === down) {
      return;
    }
    this.#buttons[down ? "add" : "delete"](button);
    this.#display.button(button, down);
  }

  /** Whole notches are clicks, which every program takes at once; parts of one go to the wheel that knows them. */
  #scroll(dx: number, dy: number): void {
    if ((dx % NOTCH !== 0 || dy % NOTCH !== 0) && (this.#display.means & INPUT_MEANS.wheel) !== 0) {
      this.#display.scroll(dx, dy);
      return;
    }
    for (const button of this.#wheel.add(dx, dy)) {
      this.#display.button(button, true);
      this.#display.button(button, false);
    }
  }

  #key(keysym: number, down: boolean): void {
    if (down) {
      this.#keys.add(keysym);
      this.#display.keyboard?.press(keysym);
    } else {
      this.#keys.delete(keysym);
      this.#display.keyboard?.release(keysym);
    }
    this.#watch();
  }

  #keep(held: ReadonlySet<number>): void {
    for (const keysym of [...this.#keys]) {
      if (!held.has(keysym)) {
        this.#keys.delete(keysym);
        this.#display.keyboard?.release(keysym);
      }
    }
    this.#watch();
  }

  #watch(): void {
    clearTimeout(this.#timer);
    if (this.#keys.size > 0) {
      this.#timer = setTimeout(() => this.#keep(new Set()), HEARTBEAT);
      this.#timer.unref();
    }
  }
}

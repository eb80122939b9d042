import { type PageMessage, TOUCH_PHASE } from "@porthole/protocol";
import type { DesktopDisplay } from "../display/desktop-display.ts";
import type { PageLine, PageLink } from "../session/page-line.ts";
import { may } from "../sharing/grant.ts";

type Touch = Extract<PageMessage, { kind: "touch" }>;
type Pen = Extract<PageMessage, { kind: "pen" }>;

/** Fingers that a touch screen tells apart. */
const FINGERS = 16;
/** Degrees that a pen can lean. */
const TILT_MOST = 90;
/** Pens' bits of `buttons`. */
const PEN_BUTTONS = 0b111;

/** One page's fingers and pen, where applications get them as such. */
export class DirectLink implements PageLink {
  readonly #display: DesktopDisplay;
  readonly #line: PageLine;
  /** Last place of each finger that is down. */
  readonly #fingers = new Map<number, Touch>();
  #pen: Pen | undefined;

  /** `means` gives the bits of `inputMeans.means`. */
  constructor(display: DesktopDisplay, line: PageLine, means: () => number) {
    this.#display = display;
    this.#line = line;
    line.send({ kind: "inputMeans", means: means() });
  }

  handle(message: PageMessage): boolean {
    switch (message.kind) {
      case "touch":
        this.#touch(message);
        return true;
      case "pen":
        this.#drive(message);
        return true;
      default:
        return false;
    }
  }

  onGrant(): void {
    if (!may(this.#line.person.grant, "pointer")) {
      this.#lift();
    }
  }

  onSilence(): void {
    this.#lift();
  }

  [Symbol.dispose](): void {
    this.#lift();
  }

  /** A finger moves and ends only after it began, and begins once. */
  #touch(touch: Touch): void {
    const { finger, phase, x, y } = touch;
    const isDown = this.#fingers.has(finger);
    if (finger >= FINGERS || phase > TOUCH_PHASE.end || (phase === TOUCH_PHASE.begin) === isDown) {
      return;
    }
    if (phase === TOUCH_PHASE.end) {
      this.#fingers.delete(finger);
    } else {
      this.#fingers.set(finger, touch);
    }
    this.#display.touch(this.#line.monitor, finger, phase, x, y);
  }

  #drive(pen: Pen): void {
    if (this.#pen && this.#pen.eraser !== pen.eraser) {
      this.#leave();
    }
    this.#pen = pen.near ? pen : undefined;
    this.#display.pen(this.#line.monitor, {
      ...pen,
      tiltX: tiltOf(pen.tiltX),
      tiltY: tiltOf(pen.tiltY),
      buttons: pen.buttons & PEN_BUTTONS,
    });
  }

  /** Takes the pen out of reach, and lets go what it presses. */
  #leave(): void {
    if (this.#pen) {
      this.#drive({ ...this.#pen, near: false, pressure: 0, buttons: 0 });
    }
  }

  #lift(): void {
    for (const touch of [...this.#fingers.values()]) {
      this.#touch({ ...touch, phase: TOUCH_PHASE.end });
    }
    this.#leave();
  }
}

function tiltOf(degrees: number): number {
  return Math.max(-TILT_MOST, Math.min(TILT_MOST, degrees));
}

import type { Rect } from "../capture/region.ts";
import { isPrinting } from "./keymap.ts";

/** A caret: its upper end and its height, in pixels. */
export type Caret = { x: number; y: number; height: number };

/** Pixels a caret is wide at most, and high at least and at most. */
const WIDEST = 5;
const LOWEST = 6;
const HIGHEST = 96;
/** Time, in ms, in which an application answers a key or a press. */
const ANSWER = 400;
/** Heights of a line that a character is wide at most, and on the average. */
const WIDE = 1.5;
const MEAN = 0.5;

/**
 * Guesses where an application's caret is, from what changes on the screen after a key or a press, and from what blinks: X11 tells
 * nobody, and what few toolkits tell an input method costs each of their keys a way through it.
 */
export class CaretGuess {
  #caret: Caret | undefined;
  /** Side of what changes next on which the caret is then, and how many characters are on their way. */
  #typed: { side: "left" | "right" | undefined; count: number; at: number } | undefined;
  #pressedAt = Number.NEGATIVE_INFINITY;
  /** What changed last and was as thin as a caret. */
  #thin: Rect | undefined;

  get caret(): Caret | undefined {
    return this.#caret;
  }

  /** A key goes down; `now` in ms. */
  key(keysym: number, now: number): void {
    const side = sideOf(keysym);
    const before =
      this.#typed && now - this.#typed.at < ANSWER && this.#typed.side === side ? this.#typed : undefined;
    this.#typed = { side, count: (before?.count ?? 0) + 1, at: now };
  }

  /** A button goes down at a pixel. */
  press(now: number): void {
    this.#typed = undefined;
    this.#pressedAt = now;
  }

  /** These parts have changed. Gives whether the caret is elsewhere now. */
  changed(boxes: readonly Rect[], now: number): boolean {
    const lines = boxes.filter(({ height }) => height >= LOWEST && height <= HIGHEST);
    const caret = this.#blinked(lines, now) ?? this.#moved(lines, now);
    const before = this.#caret;
    this.#caret = caret ?? before;
    return (
      caret !== undefined && (caret.x !== before?.x || caret.y !== before.y || caret.height !== before.height)
    );
  }

  /** A caret that comes or goes alone. */
  #blinked(lines: readonly Rect[], now: number): Caret | undefined {
    const thin = lines.find(({ width, height }) => width <= WIDEST && height >= 2 * width);
    const before = this.#thin;
    this.#thin = thin ?? before;
    const answers = now - Math.max(this.#pressedAt, this.#typed?.at ?? this.#pressedAt) < ANSWER;
    const again = thin && before && Math.abs(thin.x - before.x) <= 1 && Math.abs(thin.y - before.y) <= 1;
    return thin && (answers || again) ? { x: thin.x, y: thin.y, height: thin.height } : undefined;
  }

  /** What was typed stands there, and the caret is beside it. */
  #moved(lines: readonly Rect[], now: number): Caret | undefined {
    const typed = this.#typed;
    if (!typed?.side || now - typed.at > ANSWER) {
      return undefined;
    }
    const { side, count } = typed;
    const box = nearest(lines, this.#caret);
    if (!box) {
      return undefined;
    }
    const { x, y, width, height } = box;
    const atEnd = width <= count * WIDE * height + WIDEST;
    // In the midst of a line, all that follows is moved.
    const way = side === "left" ? 0 : atEnd ? width - 1 : Math.round(count * MEAN * height);
    return { x: x + way, y, height };
  }
}

const ERASE_LEFT = 0xff08;
const GO_LEFT = 0xff51;
const GO_RIGHT = 0xff53;

function sideOf(keysym: number): "left" | "right" | undefined {
  if (keysym === ERASE_LEFT || keysym === GO_LEFT) {
    return "left";
  }
  return keysym === GO_RIGHT || isPrinting(keysym) ? "right" : undefined;
}

function nearest(boxes: readonly Rect[], caret: Caret | undefined): Rect | undefined {
  const away = ({ x, y }: Rect) => (caret ? Math.abs(y - caret.y) * 1e4 + Math.abs(x - caret.x) : 0);
  return boxes.reduce<Rect | undefined>(
    (best, box) => (best && away(best) <= away(box) ? best : box),
    undefined,
  );
}

import type { Rect } from "../capture/region.ts";
import { isPrinting } from "./keymap.ts";

/** A caret: its upper end and its height, in pixels. */
export type Caret = { x: number; y: number; height: number };

/** Pixels a caret is wide at most, and high at least and at most. */
const WIDEST = 5;
const LOWEST = 6;
const HIGHEST = 96;
/** Time, in ms, in which an application answers a key or a press, and in which a caret that such a key has moved blinks. */
const ANSWER = 400;
const BLINK = 1500;
/** Heights of a line that a character is wide at most, and on the average. */
const WIDE = 1.5;
const MEAN = 0.5;
/** Heights of a line in which what is typed appears above or below the caret: what changes further away is a title or a word count. */
const NEAR = 2.5;

/** What a key does to the caret: something is written there, or it only goes. `side` of what changes on which it is then. */
type Deed = { side: "left" | "right" | undefined; writes: boolean };
/** What was pressed last, how often, and whether something has changed where the caret is. */
type Typed = Deed & { count: number; at: number; answered: boolean };

/**
 * Guesses where an application's caret is, from what changes on the screen after a key or a press, and from what blinks: X11 tells
 * nobody, and what few toolkits tell an input method costs each of their keys a way through it.
 */
export class CaretGuess {
  #caret: Caret | undefined;
  #typed: Typed | undefined;
  #pressedAt = Number.NEGATIVE_INFINITY;
  /** The pointer was pressed after the caret was seen: it may be anywhere. */
  #astray: boolean = true;
  /** What changed last and was as thin as a caret. */
  #thin: Rect | undefined;
  /** What was typed last, at the end of a line; far away, where nothing changed near the caret. */
  #end: Rect | undefined;
  #far: (Rect & { at: number }) | undefined;
  /** Pixels of a caret behind its left edge, in lines of this height: more than a few where it is a block. */
  #block = { width: 1, height: 0 };

  get caret(): Caret | undefined {
    return this.#caret;
  }

  /** A key goes down; `now` in ms. */
  key(keysym: number, now: number): void {
    const deed = deedOf(keysym);
    const last = this.#typed;
    this.#far = last?.answered ? undefined : this.#far;
    const goesOn = last && now - last.at < ANSWER && last.side === deed.side && !last.answered;
    this.#typed = { ...deed, count: (goesOn ? last.count : 0) + 1, at: now, answered: false };
  }

  /** A button goes down at a pixel. */
  press(now: number): void {
    this.#typed = undefined;
    this.#end = undefined;
    this.#astray = true;
    this.#pressedAt = now;
  }

  /** These parts have changed. Gives whether the caret is elsewhere now, or found again after a press. */
  changed(boxes: readonly Rect[], now: number): boolean {
    const lines = boxes.filter(({ height }) => height >= LOWEST && height <= HIGHEST);
    const caret = this.#blinked(lines, now) ?? this.#moved(lines, now);
    const before = this.#astray ? undefined : this.#caret;
    if (caret) {
      this.#caret = caret;
      this.#astray = false;
    }
    return (
      caret !== undefined && (caret.x !== before?.x || caret.y !== before.y || caret.height !== before.height)
    );
  }

  /** A caret that comes or goes alone. */
  #blinked(lines: readonly Rect[], now: number): Caret | undefined {
    const thin = lines.find(({ width, height }) => width <= WIDEST && height >= 2 * width);
    if (!thin) {
      return undefined;
    }
    const before = this.#thin;
    this.#thin = thin;
    const again = before && Math.abs(thin.x - before.x) <= 1 && Math.abs(thin.y - before.y) <= 1;
    // What counts keys changes at one place too, but not by itself.
    const blinks = again && this.#since(now) > ANSWER;
    if (!blinks && !this.#expected(thin, now)) {
      return undefined;
    }
    if (this.#typed && now - this.#typed.at <= ANSWER) {
      this.#typed.answered = true;
    }
    return this.#alone(thin);
  }

  /** Whether a caret may be seen there for the first time. */
  #expected(thin: Rect, now: number): boolean {
    const caret = this.#caret;
    const since = this.#since(now);
    if (!caret || this.#astray) {
      return since < ANSWER;
    }
    return inLine(thin, caret) || (isNear(thin, caret) && since < BLINK);
  }

  /** Time since a key or a press, in ms. */
  #since(now: number): number {
    return now - Math.max(this.#pressedAt, this.#typed?.at ?? this.#pressedAt);
  }

  /** Of a caret that went up or down, what changes is where it was and where it is. */
  #alone({ x, y, height }: Rect): Caret {
    const caret = this.#caret;
    if (!caret || this.#astray || height < caret.height * 1.6 || !isNear({ y }, caret)) {
      return { x, y, height };
    }
    const isBelow = Math.abs(y - caret.y) < caret.height / 2;
    return { x, y: isBelow ? y + height - caret.height : y, height: caret.height };
  }

  /** What was typed stands there, and the caret is beside it. */
  #moved(lines: readonly Rect[], now: number): Caret | undefined {
    const typed = this.#typed;
    if (!typed?.side || now - typed.at > ANSWER) {
      return undefined;
    }
    const box = this.#answer(lines, typed);
    if (!box) {
      return undefined;
    }
    typed.answered = true;
    return typed.writes ? this.#written(box, typed) : this.#gone(box, typed);
  }

  /** The part that is the answer to a key. */
  #answer(lines: readonly Rect[], typed: Typed): Rect | undefined {
    const caret = this.#astray ? undefined : this.#caret;
    const near = caret ? lines.filter(line => isNear(line, caret)) : lines;
    if (near.length > 0 && !typed.writes && caret) {
      const inIt = near.filter(line => inLine(line, caret));
      return typed.side === "left" ? inIt[0] : inIt.at(-1);
    }
    const box = nearest(near, this.#caret);
    if (box || typed.answered || !typed.writes) {
      return box;
    }
    // The keyboard may have gone to another window: what is typed there goes on where it was.
    const [far] = lines;
    const before = this.#far;
    this.#far = far && { ...far, at: typed.at };
    const goesOn =
      far &&
      before &&
      before.at !== typed.at &&
      inLine(far, before) &&
      far.x > before.x &&
      far.x <= before.x + before.width + before.height;
    return goesOn ? far : undefined;
  }

  #written(box: Rect, { side, count }: Typed): Caret {
    const { x, y, width, height } = box;
    if (side === "left") {
      this.#end = undefined;
      return { x, y, height };
    }
    const from = this.#astray ? x : (this.#caret?.x ?? x);
    // A line may be drawn anew from its begin: it has become higher, or a word in it was corrected.
    const isWhole = from > x + height && this.#end !== undefined && inLine(box, this.#end);
    if (!isWhole && width > count * WIDE * height + WIDEST) {
      // In the midst of a line, all that follows is moved.
      this.#end = undefined;
      return { x: (from > x + height ? from : x) + Math.round(count * MEAN * height), y, height };
    }
    this.#learnBlock(box);
    return { x: x + Math.max(0, width - this.#blockIn(height)), y, height };
  }

  /** The caret went along its line. Where it was belongs to the part that changed, unless that is far. */
  #gone({ x, y, width, height }: Rect, { side }: Typed): Caret {
    const from = this.#caret?.x ?? x;
    const block = this.#blockIn(height);
    this.#end = undefined;
    if (side === "left" || from < x - WIDEST || from > x + width) {
      return { x, y, height };
    }
    // A block is as wide as the character that it lies on: here, as the one that it has left.
    return { x: x + (block > WIDEST ? width >> 1 : width - block), y, height };
  }

  /** What follows at the end of a line begins where the caret was, unless that had not been drawn yet: so wide it is. */
  #learnBlock(box: Rect): void {
    const end = this.#end;
    this.#end = box;
    if (end && inLine(box, end) && box.x > end.x && box.x < end.x + end.width) {
      const width = end.x + end.width - box.x;
      this.#block = { width: width <= box.height ? width : 1, height: box.height };
    }
  }

  #blockIn(height: number): number {
    return Math.abs(height - this.#block.height) <= 1 ? this.#block.width : 1;
  }
}

const ERASE_LEFT = 0xff08;
const HOME = 0xff50;
const GO_LEFT = 0xff51;
const GO_RIGHT = 0xff53;
const END = 0xff57;

function deedOf(keysym: number): Deed {
  if (keysym === ERASE_LEFT) {
    return { side: "left", writes: true };
  }
  if (keysym === GO_LEFT || keysym === HOME) {
    return { side: "left", writes: false };
  }
  if (keysym === GO_RIGHT || keysym === END) {
    return { side: "right", writes: false };
  }
  return { side: isPrinting(keysym) ? "right" : undefined, writes: true };
}

function isNear({ y }: { y: number }, caret: Caret): boolean {
  return Math.abs(y - caret.y) <= NEAR * caret.height;
}

function inLine({ y }: { y: number }, line: { y: number; height: number }): boolean {
  return Math.abs(y - line.y) <= line.height / 2;
}

function nearest(boxes: readonly Rect[], caret: Caret | undefined): Rect | undefined {
  const away = ({ x, y }: Rect) => (caret ? Math.abs(y - caret.y) * 1e4 + Math.abs(x - caret.x) : 0);
  return boxes.reduce<Rect | undefined>(
    (best, box) => (best && away(best) <= away(box) ? best : box),
    undefined,
  );
}

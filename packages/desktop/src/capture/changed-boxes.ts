import type { Picture } from "../encode/encoder.ts";
import { copyFrom } from "../native/memory.ts";
import type { Rect } from "./region.ts";

/** Pixels that may be compared each time; and of more, how many times as long as it took nothing as large is compared then: what moves costs little. */
const FEW = 2 ** 18;
const REST = 10;

/**
 * Finds where pixels become others. X11 tells what was drawn, which is often the same as before. What is drawn while a picture is
 * fetched may be in it before X11 has told of it: so what was compared is kept until that is told.
 */
export class ChangedBoxes {
  #width = 0;
  /** Pixels as they were compared last; of a row that is not known they are taken from the picture before it is fetched anew. */
  #known = new Uint32Array();
  #isKnown = new Uint8Array();
  #restsUntil = Number.NEGATIVE_INFINITY;

  /** Call it before `rects` are fetched; what it gives tells where pixels in them have become others. */
  before(picture: Picture, rects: readonly Rect[]): () => Rect[] {
    const { width, height } = picture;
    if (width !== this.#width || height !== this.#isKnown.length) {
      this.#width = width;
      this.#known = new Uint32Array(width * height);
      this.#isKnown = new Uint8Array(height);
    }
    const isLarge = rects.reduce((all, rect) => all + rect.height, 0) * width > FEW;
    const began = performance.now();
    if (isLarge && began < this.#restsUntil) {
      for (const rect of rects) {
        this.#isKnown.fill(0, rect.y, rect.y + rect.height);
      }
      return () => [];
    }
    for (const rect of rects) {
      this.#learn(picture, rect);
    }
    const kept = performance.now();
    return () => {
      const goesOn = performance.now();
      const boxes = rects.flatMap(rect => this.#compare(picture, rect) ?? []);
      const ended = performance.now();
      if (isLarge) {
        this.#restsUntil = ended + REST * (kept - began + ended - goesOn);
      }
      return boxes;
    };
  }

  #learn(picture: Picture, { y, height }: Rect): void {
    for (let row = y; row < y + height; row++) {
      if (this.#isKnown[row] === 0) {
        this.#isKnown[row] = 1;
        this.#known.set(rowsOf(picture, row, 1), row * this.#width);
      }
    }
  }

  #compare(picture: Picture, rect: Rect): Rect | undefined {
    const { x, y, width, height } = rect;
    const known = this.#known.subarray(y * this.#width, (y + height) * this.#width);
    const now = rowsOf(picture, y, height);
    const box = changedBox(known, now, this.#width, rect);
    for (let start = x; box && start < now.length; start += this.#width) {
      known.set(now.subarray(start, start + width), start);
    }
    return box;
  }
}

/** Where in `rect` two pictures of its rows differ, each `width` pixels wide; `undefined` where they do not. */
export function changedBox(
  before: Uint32Array,
  after: Uint32Array,
  width: number,
  rect: Rect,
): Rect | undefined {
  let [left, right, top, bottom] = [rect.x + rect.width, -1, -1, -1];
  for (let row = 0; row < rect.height; row++) {
    const start = row * width;
    let x = rect.x;
    while (x < rect.x + rect.width && before[start + x] === after[start + x]) {
      x++;
    }
    if (x < rect.x + rect.width) {
      top = top < 0 ? row : top;
      bottom = row;
      left = Math.min(left, x);
      let last = rect.x + rect.width - 1;
      while (before[start + last] === after[start + last]) {
        last--;
      }
      right = Math.max(right, last);
    }
  }
  return top < 0
    ? undefined
    : { x: left, y: rect.y + top, width: right - left + 1, height: bottom - top + 1 };
}

function rowsOf({ address, stride }: Picture, y: number, height: number): Uint32Array {
  return new Uint32Array(copyFrom(address + y * stride, stride * height).buffer);
}

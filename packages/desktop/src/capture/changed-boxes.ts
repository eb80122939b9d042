import type { Picture } from "../encode/encoder.ts";
import { copyFrom } from "../native/memory.ts";
import type { Rect } from "./region.ts";

/** Pixels that may be compared each time; and of more, how many times as long as it took nothing as large is compared then: what moves costs little. */
const FEW = 2 ** 18;
const REST = 10;

/** Finds where pixels become others. X11 tells what was drawn, which is often the same as before. */
export class ChangedBoxes {
  #restsUntil = Number.NEGATIVE_INFINITY;

  /** Keeps what is in `rects` before they are fetched anew; what it gives tells where pixels have become others since. */
  before(picture: Picture, rects: readonly Rect[]): () => Rect[] {
    const rows = rects.reduce((all, { height }) => all + height, 0);
    const isLarge = rows * picture.width > FEW;
    const began = performance.now();
    if (isLarge && began < this.#restsUntil) {
      return () => [];
    }
    const kept = rects.map(rect => ({ rect, before: rowsOf(picture, rect) }));
    const copied = performance.now();
    return () => {
      const goesOn = performance.now();
      const boxes = kept.flatMap(
        ({ rect, before }) => changedBox(before, rowsOf(picture, rect), picture.stride / 4, rect) ?? [],
      );
      const ended = performance.now();
      if (isLarge) {
        this.#restsUntil = ended + REST * (copied - began + ended - goesOn);
      }
      return boxes;
    };
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

function rowsOf({ address, stride }: Picture, { y, height }: Rect): Uint32Array {
  return new Uint32Array(copyFrom(address + y * stride, stride * height).buffer);
}

import { describe, expect, it } from "vitest";
import { addressOf } from "../native/memory.ts";
import { ChangedBoxes, changedBox } from "./changed-boxes.ts";

describe("what has changed", () => {
  const width = 10;
  const before = new Uint32Array(width * 4);
  const rect = { x: 2, y: 100, width: 6, height: 4 };

  it("is the smallest box around the pixels that have become others", () => {
    const after = before.slice();
    after[1 * width + 5] = 1;
    after[2 * width + 3] = 7;
    expect(changedBox(before, after, width, rect)).toEqual({ x: 3, y: 101, width: 3, height: 2 });
  });

  it("is nothing where no pixel has, or only some beside the rectangle", () => {
    const after = before.slice();
    after[1 * width + 9] = 1;
    after[2 * width] = 1;
    expect(changedBox(before, after, width, rect)).toBeUndefined();
  });
});

describe("a picture that is fetched again and again", () => {
  const [width, height] = [40, 30];
  const screen = (rows = height) => {
    const pixels = new Uint32Array(width * rows);
    const address = addressOf(new Uint8Array(pixels.buffer));
    return { pixels, picture: { address, stride: width * 4, width, height: rows } };
  };

  it("shows what was in it before the X server told of it", () => {
    const { pixels, picture } = screen();
    const boxes = new ChangedBoxes();
    const first = boxes.before(picture, [{ x: 2, y: 10, width: 4, height: 4 }]);
    pixels[11 * width + 3] = 1;
    // Drawn after the X server has told what has changed, before the rows are fetched.
    pixels[12 * width + 9] = 1;
    expect(first()).toEqual([{ x: 3, y: 11, width: 1, height: 1 }]);
    const second = boxes.before(picture, [{ x: 6, y: 10, width: 4, height: 4 }]);
    expect(second()).toEqual([{ x: 9, y: 12, width: 1, height: 1 }]);
    expect(boxes.before(picture, [{ x: 0, y: 0, width, height }])()).toEqual([]);
  });

  it("is known anew after much of it was passed over", () => {
    const rows = 20_000;
    const { pixels, picture } = screen(rows);
    const all = [{ x: 0, y: 0, width, height: rows }];
    const boxes = new ChangedBoxes();
    expect(boxes.before(picture, all)()).toEqual([]);
    // So soon after, all of it is not compared.
    const passedOver = boxes.before(picture, all);
    pixels.fill(5);
    expect(passedOver()).toEqual([]);
    const next = boxes.before(picture, [{ x: 0, y: 100, width, height: 2 }]);
    pixels[101 * width + 7] = 6;
    expect(next()).toEqual([{ x: 7, y: 101, width: 1, height: 1 }]);
  });

  it("is compared with nothing of another size", () => {
    const boxes = new ChangedBoxes();
    const small = screen();
    boxes.before(small.picture, [{ x: 0, y: 0, width, height }])();
    const { pixels, picture } = screen(height * 2);
    pixels.fill(3);
    expect(boxes.before(picture, [{ x: 0, y: 0, width, height: height * 2 }])()).toEqual([]);
  });
});

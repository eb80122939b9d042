import { describe, expect, it } from "vitest";
import { changedBox } from "./changed-boxes.ts";

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

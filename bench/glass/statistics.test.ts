import { describe, expect, it } from "vitest";
import { delays, flipDelays, longestGap, percentile, psnr } from "./statistics.ts";

it("a percentile is the value by nearest rank, whatever the order", () => {
  expect(percentile([5, 1, 4, 2, 3], 0.5)).toBe(3);
  expect(percentile([5, 1, 4, 2, 3], 0.95)).toBe(5);
  expect(percentile([7], 0)).toBe(7);
  expect(percentile([], 0.5)).toBeNaN();
});

describe("delays", () => {
  it("run from drawing to the first sighting; what was never seen has none", () => {
    const drawn = [
      [100, 1],
      [116, 2],
      [132, 3],
    ] as const;
    expect(
      delays(drawn, [
        [110, 1],
        [150, 3],
        [170, 3],
      ]),
    ).toEqual([10, 18]);
  });

  it("are none where a value was seen before it was drawn", () => {
    expect(delays([[100, 1]], [[90, 1]])).toEqual([]);
  });

  it("of a flip end at its own colour, before the next flip", () => {
    const drawn = [
      [0, 1],
      [250, 0],
      [500, 1],
    ] as const;
    const seen = [
      [-5, 0],
      [20, 1],
      [520, 0],
      [530, 1],
    ] as const;
    // The second was seen only when the third had been drawn.
    expect(flipDelays(drawn, seen)).toEqual([20, 30]);
  });
});

it("the longest gap counts the ends", () => {
  expect(longestGap([10, 20, 60], 0, 100)).toBe(40);
  expect(longestGap([10, 20, 90], 0, 100)).toBe(70);
  expect(longestGap([], 0, 100)).toBe(100);
});

describe("likeness", () => {
  const area = { x: 1, y: 1, width: 2, height: 1 };

  it("of the same pixels is infinite, whatever lies around the area and whatever the strides", () => {
    const a = { stride: 16, pixels: new Uint8Array(32).fill(9) };
    const b = { stride: 20, pixels: new Uint8Array(40).fill(9) };
    a.pixels[0] = 200;
    b.pixels[20 + 4 + 3] = 77; // The fourth byte of a pixel.
    expect(psnr(a, b, area)).toBe(Number.POSITIVE_INFINITY);
  });

  it("is 20 log10(255 / error) for an error that is everywhere the same", () => {
    const a = { stride: 16, pixels: new Uint8Array(32).fill(100) };
    const b = { stride: 16, pixels: new Uint8Array(32).fill(110) };
    expect(psnr(a, b, area)).toBeCloseTo(20 * Math.log10(25.5), 6);
  });
});

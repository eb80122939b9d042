import fc from "fast-check";
import { PNG } from "pngjs";
import { describe, expect, it } from "vitest";
import { encodePng, rgbaOfPremultiplied } from "./png.ts";

describe("encodePng", () => {
  it("is read back the same by another decoder", () => {
    const side = fc.integer({ min: 1, max: 20 });
    fc.assert(
      fc.property(side, side, fc.infiniteStream(fc.nat(255)), (width, height, bytes) => {
        const rgba = Uint8Array.from({ length: width * height * 4 }, () => bytes.next().value);
        const image = PNG.sync.read(Buffer.from(encodePng(rgba, width, height)));
        expect([image.width, image.height]).toEqual([width, height]);
        expect(image.data.equals(rgba)).toBe(true);
      }),
      { numRuns: 50 },
    );
  });
});

describe("rgbaOfPremultiplied", () => {
  it("divides by alpha and orders the channels", () => {
    const argb = Uint8Array.from([0x10, 0x20, 0x40, 0x80, 9, 9, 9, 0, 1, 2, 3, 255]);
    expect([...rgbaOfPremultiplied(argb)]).toEqual([128, 64, 32, 128, 0, 0, 0, 0, 3, 2, 1, 255]);
  });
});

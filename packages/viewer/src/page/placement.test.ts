import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { desktopPoint, placeIn } from "./placement.ts";

describe("placeIn", () => {
  it.each([
    ["the same size", [640, 360], [640, 360], { left: 0, top: 0, width: 640, height: 360, scale: 1 }],
    ["a mode rounded down", [641, 363], [640, 360], { left: 0, top: 1, width: 640, height: 360, scale: 1 }],
    ["a wider window", [1000, 360], [640, 360], { left: 180, top: 0, width: 640, height: 360, scale: 1 }],
    [
      "a window half as large",
      [320, 400],
      [640, 360],
      { left: 0, top: 110, width: 320, height: 180, scale: 0.5 },
    ],
    [
      "a window twice as large",
      [1280, 720],
      [640, 360],
      { left: 0, top: 0, width: 1280, height: 720, scale: 2 },
    ],
  ])("%s", (_, [ww = 0, wh = 0], [pw = 0, ph = 0], wanted) => {
    expect(placeIn({ width: ww, height: wh }, { width: pw, height: ph })).toEqual(wanted);
  });

  it("enlarges by whole numbers alone where that is wanted, and shrinks as ever", () => {
    const picture = { width: 640, height: 360 };
    expect(placeIn({ width: 2000, height: 1500 }, picture, true)).toEqual({
      left: 40,
      top: 210,
      width: 1920,
      height: 1080,
      scale: 3,
    });
    expect(placeIn({ width: 320, height: 400 }, picture, true).scale).toBe(0.5);
  });

  it("stays in the window and keeps the shape", () => {
    const side = fc.integer({ min: 64, max: 8000 });
    fc.assert(
      fc.property(side, side, side, side, fc.boolean(), (ww, wh, pw, ph, whole) => {
        const place = placeIn({ width: ww, height: wh }, { width: pw, height: ph }, whole);
        expect(place.left).toBeGreaterThanOrEqual(0);
        expect(place.top).toBeGreaterThanOrEqual(0);
        expect(place.left + place.width).toBeLessThanOrEqual(ww);
        expect(place.top + place.height).toBeLessThanOrEqual(wh);
        expect(Math.abs(place.width - pw * place.scale)).toBeLessThanOrEqual(0.5);
        expect(Math.abs(place.height - ph * place.scale)).toBeLessThanOrEqual(0.5);
      }),
    );
  });
});

describe("desktopPoint", () => {
  const picture = { width: 640, height: 360 };

  it("is exact to the pixel one to one, and clamped outside", () => {
    const place = placeIn({ width: 641, height: 363 }, picture);
    expect(desktopPoint(place, picture, 0, 1)).toEqual({ x: 0, y: 0 });
    expect(desktopPoint(place, picture, 639.9, 360.9)).toEqual({ x: 639, y: 359 });
    expect(desktopPoint(place, picture, -50, 9999)).toEqual({ x: 0, y: 359 });
  });

  it("scales with the picture", () => {
    const place = placeIn({ width: 1280, height: 720 }, picture);
    expect(desktopPoint(place, picture, 1279, 101)).toEqual({ x: 639, y: 50 });
  });
});

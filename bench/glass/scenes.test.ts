import fc from "fast-check";
import { expect, it } from "vitest";
import { blank, type Picture } from "./picture.ts";
import { COMPARED, COUNTERS, filmFrame, LINE, layers, type MovingScene, SCREEN, wanted } from "./scenes.ts";

/** Pictures of the right sizes in which each row has its number in it. */
function numbered(width: number, height: number): Picture {
  const picture = blank(width, height);
  const numbers = new Uint32Array(picture.pixels.buffer, picture.pixels.byteOffset, width * height);
  for (let y = 0; y < height; y++) {
    numbers.fill(y, y * width, (y + 1) * width);
  }
  return picture;
}
const pictures = {
  photo: numbered(1920, 2160),
  lines: numbered(1600, 211 * LINE),
  window: numbered(800, 500),
  film: [numbered(1104, 624), numbered(1104, 624), numbered(1104, 624)],
};
const MOVING: MovingScene[] = ["motion", "text", "window", "video"];
const rowAt = (picture: Picture, x: number, y: number) =>
  picture.pixels.readUInt32LE((y * picture.width + x) * 4);

it.each(MOVING)("%s stays inside of screen and pictures, at any step", scene => {
  fc.assert(
    fc.property(fc.nat(100_000), step => {
      for (const { from, sx, sy, x, y, width, height } of layers(scene, step, pictures)) {
        expect(sx + width).toBeLessThanOrEqual(from.width);
        expect(sy + height).toBeLessThanOrEqual(from.height);
        expect(Math.min(sx, sy, x, y)).toBeGreaterThanOrEqual(0);
        expect(x + width).toBeLessThanOrEqual(SCREEN.width);
        expect(y + height).toBeLessThanOrEqual(SCREEN.height);
      }
    }),
  );
});

it("motion scrolls six pixels a step, around the picture's edge", () => {
  expect(rowAt(wanted("motion", 10, pictures), 500, 0)).toBe(60);
  expect(rowAt(wanted("motion", 359, pictures), 500, 5)).toBe(2159);
  expect(rowAt(wanted("motion", 359, pictures), 500, 6)).toBe(0);
});

it("text scrolls one line a step over the photo", () => {
  const { x, y } = COUNTERS.text;
  const picture = wanted("text", 3, pictures);
  expect(rowAt(picture, x, y)).toBe(3 * LINE);
  expect(rowAt(picture, x, y - 1)).toBe(y - 1);
});

it("a clip plays forward and back again", () => {
  expect([0, 1, 2, 3, 4, 5].map(step => filmFrame(step, 3))).toEqual([0, 1, 2, 1, 0, 1]);
});

it.each(MOVING)("what is compared of %s holds no counter", scene => {
  const { x, y, width, height } = COMPARED[scene];
  const counter = COUNTERS[scene];
  const apart = counter.y + 32 <= y || counter.x + 256 <= x || counter.x >= x + width;
  expect(apart).toBe(true);
  expect(y + height).toBeLessThanOrEqual(SCREEN.height);
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { LOCATIONS, placeOf } from "./place.ts";

const mark = { width: 100, height: 40 };
const picture = { width: 1920, height: 1080 };

it("stands in the corners and in the middle", () => {
  expect([1, 2, 3, 4, 5].map(at => placeOf(at as 1, mark, picture, 0))).toEqual([
    { x: 16, y: 16 },
    { x: 1804, y: 16 },
    { x: 16, y: 1024 },
    { x: 1804, y: 1024 },
    { x: 910, y: 520 },
  ]);
});

it("is always inside a picture that is large enough, and wanders by small steps", () => {
  const side = fc.integer({ min: 200, max: 8000 });
  const time = fc.integer({ min: 0, max: 1e9 });
  fc.assert(
    fc.property(fc.constantFrom(...LOCATIONS), side, side, time, (location, width, height, now) => {
      const { x, y } = placeOf(location, mark, { width, height }, now);
      expect(x).toBeGreaterThanOrEqual(0);
      expect(y).toBeGreaterThanOrEqual(0);
      expect(x + mark.width).toBeLessThanOrEqual(width);
      expect(y + mark.height).toBeLessThanOrEqual(height);
      const next = placeOf(location, mark, { width, height }, now + 100);
      expect(Math.abs(next.x - x)).toBeLessThanOrEqual(4);
      expect(Math.abs(next.y - y)).toBeLessThanOrEqual(3);
    }),
  );
});

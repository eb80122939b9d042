import fc from "fast-check";
import { expect, it } from "vitest";
import { wheelOf } from "./wheel.ts";

it.each([
  ["pixels", { deltaX: 0, deltaY: 100, deltaMode: 0 }, { dx: 0, dy: 120 }],
  ["lines", { deltaX: 0, deltaY: -3, deltaMode: 1 }, { dx: 0, dy: -120 }],
  ["pages", { deltaX: 1, deltaY: 0, deltaMode: 2 }, { dx: 360, dy: 0 }],
  ["notches", { deltaX: 0, deltaY: 53, deltaMode: 0, wheelDeltaX: 0, wheelDeltaY: -120 }, { dx: 0, dy: 120 }],
  ["a touchpad", { deltaX: 0, deltaY: 40, deltaMode: 0, wheelDeltaY: -120 }, { dx: 0, dy: 48 }],
])("%s", (_, event, wanted) => {
  expect(wheelOf()(event)).toEqual(wanted);
});

it("loses nothing of many small steps", () => {
  fc.assert(
    fc.property(fc.array(fc.double({ min: -20, max: 20, noNaN: true }), { maxLength: 100 }), steps => {
      const wheel = wheelOf();
      const sum = steps.reduce((all, deltaY) => all + wheel({ deltaX: 0, deltaY, deltaMode: 0 }).dy, 0);
      const wanted = steps.reduce((all, deltaY) => all + deltaY * 1.2, 0);
      expect(Math.abs(sum - wanted)).toBeLessThan(1.001);
    }),
  );
});

it("stays within what the wire carries", () => {
  expect(wheelOf()({ deltaX: -1e9, deltaY: 1e9, deltaMode: 0 })).toEqual({ dx: -0x7fff, dy: 0x7fff });
});

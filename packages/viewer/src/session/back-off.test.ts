import { expect, it } from "vitest";
import { backOff } from "./back-off.ts";

it("doubles from a quarter second to five seconds", () => {
  expect([1, 2, 3, 4, 5, 6, 7, 50].map(failures => backOff(failures, () => 0.5))).toEqual([
    250, 500, 1000, 2000, 4000, 5000, 5000, 5000,
  ]);
});

it("is spread, and never over five seconds", () => {
  expect(backOff(1, () => 0)).toBe(200);
  expect(backOff(1, () => 1)).toBeCloseTo(300);
  expect(backOff(9, () => 1)).toBe(5000);
});

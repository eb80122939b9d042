import { expect, it } from "vitest";
import { backOff } from "./back-off.ts";

const waits = (count: number) => Array.from({ length: count }, (_, i) => backOff(i + 1, () => 0.5));

it("tries four times within a second, then less often, up to every five seconds", () => {
  const sum = waits(4).reduce((all, one) => all + one);
  expect(sum).toBeLessThan(1000);
  expect(waits(50).at(-1)).toBe(5000);
  expect(waits(10).every((wait, i, all) => i === 0 || wait > (all[i - 1] ?? 0))).toBe(true);
});

it("is spread, and never over five seconds", () => {
  expect(backOff(1, () => 0)).toBeCloseTo(80);
  expect(backOff(1, () => 1)).toBeCloseTo(120);
  expect(backOff(50, () => 1)).toBe(5000);
});

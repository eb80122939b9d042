import { expect, it } from "vitest";
import { RestartPause } from "./restart-pause.ts";

it("grows to the longest while workers fail soon, and is the first again after a good one", () => {
  const pause = new RestartPause(50, 300);
  const died = (at: number, after: number) => {
    pause.onStart(at);
    return pause.onExit(at + after);
  };
  expect([died(0, 5000), died(6000, 10), died(7000, 10), died(8000, 10), died(9000, 10)]).toEqual([
    50, 100, 200, 300, 300,
  ]);
  expect(died(10_000, 1001)).toBe(50);
});

import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { gateOf } from "./gate.ts";

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

it("keeps what comes after the hold, in order, until it opens", () => {
  const passed: number[] = [];
  const gate = gateOf<number>(value => void passed.push(value));
  gate.send(1);
  gate.hold(100);
  gate.send(2);
  gate.send(3);
  expect(passed).toEqual([1]);
  gate.open();
  gate.send(4);
  expect(passed).toEqual([1, 2, 3, 4]);
});

it("never keeps anything longer than asked", () => {
  const passed: number[] = [];
  const gate = gateOf<number>(value => void passed.push(value));
  gate.hold(100);
  gate.send(1);
  vi.advanceTimersByTime(60);
  gate.hold(100);
  gate.send(2);
  vi.advanceTimersByTime(99);
  expect(passed).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(passed).toEqual([1, 2]);
});

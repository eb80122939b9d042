import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { paceOf, settleOf } from "./pace.ts";

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe("paceOf", () => {
  it("passes the first at once and then the latest, one a wait", () => {
    const out: number[] = [];
    const dropped: number[] = [];
    const pace = paceOf<number>(
      done => void setTimeout(done, 16),
      value => out.push(value),
      value => dropped.push(value),
    );
    for (const value of [1, 2, 3]) {
      pace.push(value);
    }
    expect(out).toEqual([1]);
    vi.advanceTimersByTime(16);
    expect(out).toEqual([1, 3]);
    expect(dropped).toEqual([2]);
    vi.advanceTimersByTime(100);
    pace.push(4);
    expect(out).toEqual([1, 3, 4]);
  });

  it("flushes what waits, once", () => {
    const out: number[] = [];
    const pace = paceOf<number>(
      done => void setTimeout(done, 16),
      value => out.push(value),
    );
    pace.push(1);
    pace.push(2);
    pace.flush();
    pace.flush();
    vi.advanceTimersByTime(100);
    expect(out).toEqual([1, 2]);
  });
});

describe("settleOf", () => {
  it("passes the first at once and the last after the quiet time", () => {
    const out: number[] = [];
    const settle = settleOf<number>(value => out.push(value));
    settle(1);
    for (const value of [2, 3, 4]) {
      vi.advanceTimersByTime(50);
      settle(value);
    }
    expect(out).toEqual([1]);
    vi.advanceTimersByTime(79);
    expect(out).toEqual([1]);
    vi.advanceTimersByTime(1);
    expect(out).toEqual([1, 4]);
    vi.advanceTimersByTime(500);
    settle(5);
    expect(out).toEqual([1, 4, 5]);
  });
});

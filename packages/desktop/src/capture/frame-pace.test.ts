import { describe, expect, it } from "vitest";
import { FramePace } from "./frame-pace.ts";

/** Lets frames be made of changes that come at these times; gives for each frame when it was made and how long its first change waited. */
function framesOf(changes: readonly number[], fps: number): { at: number; waited: number }[] {
  const pace = new FramePace();
  const frames: { at: number; waited: number }[] = [];
  for (let next = 0; next < changes.length; ) {
    const since = changes[next] ?? 0;
    const at = Math.max(since, pace.dueAt);
    pace.onFrame(at, fps, since);
    frames.push({ at, waited: at - since });
    next = changes.findIndex(change => change > at);
    if (next < 0) {
      break;
    }
  }
  return frames;
}

/** Changes at even times, each off by up to `uneven` ms. */
function series(count: number, interval: number, uneven = 0): number[] {
  let seed = 1;
  const random = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed / 2_147_483_647 - 0.5;
  };
  return Array.from({ length: count }, (_, index) => 1000 + index * interval + 2 * uneven * random());
}

const gaps = (frames: readonly { at: number }[]) =>
  frames.slice(1).map(({ at }, index) => at - (frames[index]?.at ?? 0));

describe("the pace of frames", () => {
  it("lets what comes at just the wished rate wait for two milliseconds, however long it waited at first", () => {
    for (const first of [0, 4, 8, 12, 16]) {
      const changes = [1000 - first, ...series(200, 1000 / 60).slice(1)];
      const late = framesOf(changes, 60).slice(80);
      expect(late.length).toBeGreaterThan(110);
      for (const { waited } of late) {
        expect(waited).toBeCloseTo(2, 0);
      }
    }
  });

  it("lets what comes unevenly go out more evenly, and shows each of it", () => {
    const changes = series(400, 1000 / 60, 2);
    const frames = framesOf(changes, 60).slice(100);
    const off = (times: number[]) =>
      times.reduce((sum, gap) => sum + Math.abs(gap - 1000 / 60), 0) / times.length;
    expect(frames.length).toBeGreaterThan(295);
    expect(off(gaps(frames))).toBeLessThan(off(gaps(changes.map(at => ({ at })))) / 2);
  });

  it("keeps what comes faster at the wished rate, and 3 % above it at most", () => {
    for (const [rate, fps] of [
      [144, 60],
      [1000, 60],
      [60, 30],
      [31, 30],
    ] as const) {
      const frames = framesOf(series(rate * 10, 1000 / rate), fps);
      const made = (frames.length - 1) / (((frames.at(-1)?.at ?? 0) - (frames[0]?.at ?? 0)) / 1000);
      expect(made).toBeLessThanOrEqual(fps * 1.035);
      expect(made).toBeGreaterThan(fps * 0.97);
    }
  });

  it("lets nothing wait that comes more seldom", () => {
    for (const rate of [1, 24, 50]) {
      for (const { waited } of framesOf(series(200, 1000 / rate), 60).slice(20)) {
        expect(waited).toBe(0);
      }
    }
  });
});

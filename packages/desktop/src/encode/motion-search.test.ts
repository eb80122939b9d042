import { expect, it } from "vitest";
import { MotionSearch } from "./motion-search.ts";

const TILES = 5000;

/** Frames, 30 a second, that take so many bytes a tile where they are searched near and wide; gives at which ones was searched wide. */
function play(
  search: MotionSearch,
  frames: number,
  bytes: (index: number, isWide: boolean) => number,
): number[] {
  const wide: number[] = [];
  for (let i = 0; i < frames; i++) {
    const isWide = search.range(TILES, (i * 1000) / 30) === "wide";
    search.onFrame(TILES, TILES * bytes(i, isWide));
    wide.push(...(isWide ? [i] : []));
  }
  return wide;
}

it("what begins to move is searched wide once, and near as soon as it was found", () => {
  expect(play(new MotionSearch(), 60, () => 2)).toEqual([0]);
});

it("each movement after a pause is searched wide", () => {
  const search = new MotionSearch();
  const ranges = [0, 120, 150, 400].map(now => {
    const range = search.range(TILES, now);
    search.onFrame(TILES, TILES);
    return range;
  });
  expect(ranges).toEqual(["wide", "wide", "near", "wide"]);
});

it("a movement that was missed is searched wide soon", () => {
  const wide = play(new MotionSearch(), 60, (i, isWide) => (i < 20 || isWide ? 2 : 40));
  expect(wide[0]).toBe(0);
  expect(wide[1]).toBe(21);
});

it("what is new everywhere is searched wide ever more rarely", () => {
  const wide = play(new MotionSearch(), 600, () => 40);
  expect(wide.length).toBeGreaterThan(5);
  expect(wide.length).toBeLessThan(16);
});

it("a small change is never searched wide", () => {
  const search = new MotionSearch();
  expect([0, 500, 1000].map(now => search.range(20, now))).toEqual(["near", "near", "near"]);
});

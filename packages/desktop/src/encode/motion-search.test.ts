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

it("what begins to move is searched wide for a moment, then near", () => {
  const wide = play(new MotionSearch(), 60, () => 2);
  expect(wide).toEqual(Array.from({ length: 9 }, (_, i) => i));
});

it("each movement after a pause is searched wide", () => {
  const search = new MotionSearch();
  play(search, 60, () => 2);
  expect(search.range(TILES, 2120)).toBe("wide");
});

it("a step that comes later or sooner than those before is searched wide: it may be longer or shorter", () => {
  for (const step of [66, 16]) {
    const search = new MotionSearch();
    play(search, 31, () => 2);
    expect(search.range(TILES, 1000 + 33)).toBe("near");
    expect(search.range(TILES, 1000 + 33 + step)).toBe("wide");
  }
});

it("what moves is searched wide after something else has settled", () => {
  const search = new MotionSearch();
  play(search, 31, () => 2);
  search.onSettled();
  expect(search.range(TILES, 1033)).toBe("wide");
});

it("a movement that was missed is searched wide at once", () => {
  const wide = play(new MotionSearch(), 60, (i, isWide) => (i < 20 || isWide ? 2 : 40));
  expect(wide.find(i => i > 8)).toBe(21);
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

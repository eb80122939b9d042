import { expect, it } from "vitest";
import { type SoakResults, verdict } from "./results.ts";
import { readSoakWords } from "./run.ts";

const held = { xServer: 20, threads: 16, files: 50, segments: 1 };
const run = (server: (minute: number) => number, after = {}): SoakResults => ({
  measured: "2026-01-31",
  processor: "2 × any",
  minutes: 60,
  pages: 100,
  found: Array.from({ length: 60 }, (_, i) => ({ minute: i + 1, server: server(i + 1), ...held })),
  inUse: {
    before: { minute: 10, server: server(10), ...held },
    after: { minute: 60, server: server(60), ...held, ...after },
  },
});

it("finds memory flat that grew only while it warmed up", () => {
  const { inUse, found, broken } = verdict(run(minute => Math.min(80, 60 + 2 * minute)));
  expect([inUse, found, broken]).toEqual([1, 1, []]);
});

it("finds memory that grows and grows, however slowly", () => {
  const { inUse, found, broken } = verdict(run(minute => 70 + 0.1 * minute));
  expect(inUse).toBeCloseTo(1.055, 3);
  expect(found).toBeGreaterThan(1.03);
  expect(broken).toEqual(["memory in use grew by 5.5 %"]);
});

it("finds what was left behind", () => {
  expect(verdict(run(() => 80, { threads: 18, segments: 2 })).broken).toEqual([
    "2 threads left",
    "1 segments left",
  ]);
});

it.each([
  ["--minutes 5", "--minutes takes a whole number from 6 up, not 5."],
  ["--minutes long", "--minutes takes a whole number from 6 up, not long."],
])("says what is wrong with %s", (words, wrong) => {
  expect(readSoakWords(words.split(" "))).toBe(wrong);
});

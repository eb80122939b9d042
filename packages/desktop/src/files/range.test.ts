import { expect, it } from "vitest";
import { rangeOf } from "./range.ts";

it.each([
  [undefined, undefined],
  ["bytes=0-9", { start: 0, end: 10 }],
  ["bytes=10-", { start: 10, end: 100 }],
  ["bytes=90-200", { start: 90, end: 100 }],
  ["bytes=-5", { start: 95, end: 100 }],
  ["bytes=-500", { start: 0, end: 100 }],
  ["bytes=100-", "outside"],
  ["bytes=-0", "outside"],
  ["bytes=9-1", undefined],
  ["bytes=0-1,5-6", undefined],
  ["bytes=-", undefined],
  ["lines=1-2", undefined],
  ["bytes=0x1-2", undefined],
])("%s of 100 bytes", (header, span) => {
  expect(rangeOf(header, 100)).toEqual(span);
});

it("counts beyond 32 bits", () => {
  expect(rangeOf("bytes=5000000000-", 6e9)).toEqual({ start: 5e9, end: 6e9 });
});

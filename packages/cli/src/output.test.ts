import { expect, test } from "vitest";
import { bytes, duration, table, wantsJson } from "./output.ts";

test("times for people", () => {
  const second = 1000;
  expect(
    [400, 9.96 * second, 12.9 * second, 61 * second, 3600 * second * 5, 3600 * second * 72].map(duration),
  ).toEqual(["0.4 s", "10.0 s", "12 s", "1 min 1 s", "5 h", "3 days"]);
});

test("sizes for people", () => {
  expect([0, 999, 1500, 134e6, 2.5e9].map(bytes)).toEqual(["0 B", "999 B", "1.5 kB", "134 MB", "2.5 GB"]);
});

test("columns are as wide as their widest cell", () => {
  const lines = table(
    ["A", "B"],
    [
      ["long one", "x"],
      ["y", ""],
    ],
  );
  expect(lines.slice(1)).toEqual(["long one  x", "y"]);
});

test("--json of the command inside a container is not ours", () => {
  expect(wantsJson(["status", "--json"])).toBe(true);
  expect(wantsJson(["exec", "app", "tool", "--json"])).toBe(false);
  expect(wantsJson(["up", "--", "--json"])).toBe(false);
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { editDistance, suggest } from "./suggest.ts";

test("a slip of the finger finds what was meant", () => {
  const known = ["webtop", "nzbget", "code-server"];
  expect(suggest("webotp", known)).toEqual(["webtop"]);
  expect(suggest("nzb", known)).toEqual(["nzbget"]);
  expect(suggest("photoshop", known)).toEqual([]);
});

test("distance is symmetric, zero only for equals, and no more than the longer word", () => {
  const word = fc.string({ maxLength: 12 });
  fc.assert(
    fc.property(word, word, (a, b) => {
      expect(editDistance(a, b)).toBe(editDistance(b, a));
      expect(editDistance(a, b) === 0).toBe(a === b);
      expect(editDistance(a, b)).toBeLessThanOrEqual(Math.max(a.length, b.length));
    }),
  );
});

import fc from "fast-check";
import { expect, it } from "vitest";
import { corrections } from "./live-text.ts";

it("corrections erase no more than has changed", () => {
  expect(corrections("teh", "the")).toEqual({ erase: 2, type: "he" });
  expect(corrections("so", "so it")).toEqual({ erase: 0, type: " it" });
  expect(corrections("a😀b", "a😁b")).toEqual({ erase: 2, type: "😁b" });
});

it("corrections make of any text any other", () => {
  fc.assert(
    fc.property(fc.string({ unit: "binary" }), fc.string({ unit: "binary" }), (before, after) => {
      const { erase, type } = corrections(before, after);
      const kept = [...before];
      expect(kept.slice(0, kept.length - erase).join("") + type).toBe(after);
    }),
  );
});

import { describe, expect, it } from "vitest";
import { ageOf } from "./age.ts";

describe("the age of an event", () => {
  it("is counted on the X server's clock, also where that begins anew", () => {
    expect(ageOf(1000, 1012)).toBe(12);
    expect(ageOf(2 ** 32 - 5, 3 * 2 ** 32 + 7)).toBe(12);
  });

  it("is nothing where the stamp is missing, of a later time or of another clock", () => {
    expect([ageOf(undefined, 1000), ageOf(1001, 1000), ageOf(12_345, 99_999_999)]).toEqual([0, 0, 0]);
  });
});

import { describe, expect, it } from "vitest";
import { ladderOf } from "./ladder.ts";

const ANY = { acceleration: "no-preference" };
const SOFTWARE = { acceleration: "prefer-software" };

describe("the ladder of decoder failures", () => {
  it("prefers software after the second failure and gives up after the fifth", () => {
    const ladder = ladderOf();
    expect(ladder.rung()).toEqual(ANY);
    expect([1, 2, 3, 4, 5, 6].map(now => ladder.fail(now))).toEqual([
      ANY,
      SOFTWARE,
      SOFTWARE,
      SOFTWARE,
      "give-up",
      "give-up",
    ]);
  });

  it("forgets a failure after a minute without another", () => {
    const ladder = ladderOf();
    expect(ladder.fail(0)).toEqual(ANY);
    expect(ladder.fail(100_000)).toEqual(ANY);
    expect(ladder.fail(100_001)).toEqual(SOFTWARE);
  });

  it("stays with software once it is there, however rare the failures", () => {
    const ladder = ladderOf();
    ladder.fail(0);
    ladder.fail(1);
    expect([1, 2, 3].map(minute => ladder.fail(minute * 100_000))).toEqual([SOFTWARE, SOFTWARE, SOFTWARE]);
  });
});

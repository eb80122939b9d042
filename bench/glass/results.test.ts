import { describe, expect, it } from "vitest";
import { holds, PROMISED } from "./promises.ts";
import { medians } from "./results.ts";
import { table } from "./table.ts";

const rounds = (server: string, id: string, values: (number | null)[]) =>
  values.map((value, index) => ({ server, repeat: index + 1, figures: { [id]: value } }));
const results = (...all: ReturnType<typeof rounds>[]) => ({
  measured: "2026-01-31",
  processor: "2 × test",
  repeats: 3,
  rounds: all.flat(),
});
const promised = (id: string) => {
  const found = PROMISED.find(one => one.id === id);
  if (!found) {
    throw new Error(`no figure ${id}`);
  }
  return found;
};

describe("the median of repeats", () => {
  it("is the middle one", () => {
    expect(medians(results(rounds("a", "x", [9, 1, 5])))).toEqual({ a: { x: 5 } });
  });

  it("counts what never came as longest, and is null where most never came", () => {
    expect(medians(results(rounds("a", "x", [null, 1, 5])))).toEqual({ a: { x: 5 } });
    expect(medians(results(rounds("a", "x", [null, null, 5])))).toEqual({ a: { x: null } });
  });
});

describe("a promise", () => {
  it("hangs on the tightest of its peers", () => {
    const flash = promised("flash.p50");
    const of = (own: number) => ({
      porthole: { "flash.p50": own },
      novnc: { "flash.p50": 20 },
      selkies: { "flash.p50": 40 },
    });
    expect(flash.bound?.of(of(1))).toBe(12);
    expect(holds(flash, of(12), "porthole")).toBe(true);
    expect(holds(flash, of(12.1), "porthole")).toBe(false);
  });

  it("that asks for at least takes the higher of a peer and a number", () => {
    const fps = promised("motion.fps");
    const of = (own: number, peer: number) => ({
      porthole: { "motion.fps": own },
      selkies: { "motion.fps": peer },
    });
    expect(holds(fps, of(56, 50), "porthole")).toBe(true);
    expect(holds(fps, of(56, 58), "porthole")).toBe(false);
    expect(holds(fps, of(54, 50), "porthole")).toBe(false);
  });

  it("is open where the peers were not measured, and broken where nothing came", () => {
    expect(holds(promised("motion.p50"), { porthole: { "motion.p50": 3 } }, "porthole")).toBeUndefined();
    expect(holds(promised("kill.back"), { porthole: { "kill.back": null } }, "porthole")).toBe(false);
  });
});

it("the table has a row a measured figure, with verdict", () => {
  const text = table(
    medians(results(rounds("porthole", "kill.back", [0.5]), rounds("selkies", "kill.back", [null]))),
  );
  expect(text.split("\n")).toEqual([
    "|  | Porthole | Selkies | promise | holds |",
    "| --- | --- | --- | --- | --- |",
    "| server killed: picture back, s | 0.5 | never | ≤ 1 | yes |",
  ]);
});

import { expect, it } from "vitest";
import { EvenRate } from "./even-rate.ts";

/** Frames, 60 a second, whose size halves with every six steps. */
function play(rate: EvenRate, seconds: number, bytes: number, from = 0): number {
  let sent = 0;
  for (let i = 0; i < seconds * 60; i++) {
    const made = bytes / 2 ** (rate.steps / 6);
    rate.onFrame(made, from + (i * 1000) / 60);
    sent = i >= (seconds - 1) * 60 ? sent + made : 0;
  }
  return sent;
}

it("what takes little keeps its quality", () => {
  const rate = new EvenRate(450_000);
  play(rate, 5, 6000);
  expect(rate.steps).toBe(0);
});

it("what takes too much becomes coarser until it fits, and fine again afterwards", () => {
  const rate = new EvenRate(450_000);
  expect(play(rate, 5, 25_000)).toBeLessThan(450_000 * 1.15);
  expect(rate.steps).toBeGreaterThan(6);
  play(rate, 5, 1000, 5000);
  expect(rate.steps).toBe(0);
});

it("what comes all at once, as grain does, is tried again ever more rarely", () => {
  const rate = new EvenRate(450_000);
  let over = 0;
  let before = 0;
  const tries: number[] = [];
  for (let i = 0; i < 60 * 60; i++) {
    const made = rate.steps < 6 ? 40_000 : 4000;
    rate.onFrame(made, (i * 1000) / 60);
    over += made > 4000 ? 1 : 0;
    if (rate.steps < 6 && before >= 6) {
      tries.push(i);
    }
    before = rate.steps;
  }
  expect(tries.length).toBeGreaterThan(3);
  expect(tries.length).toBeLessThan(10);
  expect(over).toBeLessThan(60 * 60 * 0.08);
});

it("what takes much for a moment alone, as a page that begins to scroll does, keeps its quality", () => {
  const rate = new EvenRate(450_000);
  play(rate, 1, 100_000);
  expect(rate.steps).toBe(0);
  play(rate, 5, 5000, 1000);
  expect(rate.steps).toBe(0);
});

import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { Attempts } from "./attempts.ts";
import { SignIns } from "./sign-in.ts";

const SAMPLES = 4000;
/** Welch's t above which two sets of times count as different; chance alone gives 5 once in a million tries. */
const DIFFERENT = 10;
const PASSWORD = "x".repeat(2000);
/** Wrong in its first letter, and in its last. */
const GUESSES = [`y${PASSWORD.slice(1)}`, `${PASSWORD.slice(0, -1)}y`] as const;

/** Times, in ns, that a comparison takes for each guess, turn by turn, the slowest tenth of each left out. */
function measure(compare: (guess: string) => unknown): [number[], number[]] {
  const times: [number[], number[]] = [[], []];
  for (let i = 0; i < SAMPLES * 2; i += 1) {
    const which = (i ^ (i >> 1)) & 1 ? 1 : 0;
    const began = process.hrtime.bigint();
    compare(GUESSES[which]);
    times[which].push(Number(process.hrtime.bigint() - began));
  }
  return times.map(set => set.sort((a, b) => a - b).slice(0, set.length * 0.9)) as [number[], number[]];
}

/** Welch's t of two sets. */
function difference([first, second]: [number[], number[]]): number {
  const [a, b] = [momentsOf(first), momentsOf(second)];
  return Math.abs(a.mean - b.mean) / Math.sqrt(a.variance / first.length + b.variance / second.length);
}

function momentsOf(values: number[]): { mean: number; variance: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1);
  return { mean, variance };
}

it("a wrong password takes the same time wherever it is wrong; the measure finds a comparison that stops there", () => {
  let minutes = 0;
  // Each try is a minute later, so that nobody has to wait.
  const attempts = new Attempts(() => (minutes += 61_000));
  const signIns = new SignIns({ user: "abc", password: PASSWORD }, undefined, attempts);
  const request = { headers: {}, socket: { remoteAddress: "10.0.0.1" } } as unknown as IncomingMessage;
  const enter = (password: string) => signIns.enter(request, { user: "abc", password }, "/");
  const careless = (guess: string) => {
    for (let i = 0; i < PASSWORD.length; i += 1) {
      if (guess[i] !== PASSWORD[i]) {
        return false;
      }
    }
    return true;
  };
  measure(enter);
  expect(difference(measure(careless))).toBeGreaterThan(DIFFERENT);
  // A busy machine may disturb one measurement; what depends on the password shows in each.
  const seen = [1, 2, 3].map(() => difference(measure(enter)));
  expect(Math.min(...seen)).toBeLessThan(DIFFERENT);
});

import { expect, test } from "vitest";
import { signalNumber } from "./signals.ts";

test.each([
  ["SIGTERM", 15],
  ["usr1", 10],
  ["9", 9],
  ["", undefined],
  ["65", undefined],
  ["constructor", undefined],
])("%s", (text, number) => {
  expect(signalNumber(text)).toBe(number);
});

import { expect, it } from "vitest";
import { countersOf } from "./statistics.ts";

it("gives rates over the time since the last call, and starts again", () => {
  const counters = countersOf(1000);
  counters.shown = 30;
  counters.bytes = 50_000;
  counters.onDecoded(4);
  counters.onDecoded(6);
  counters.onDropped(2);
  expect(counters.take(1500)).toMatchObject({ fps: 60, kilobytesPerSecond: 100, decode: 5, dropped: 2 });
  expect(counters.take(2000)).toMatchObject({
    fps: 0,
    kilobytesPerSecond: 0,
    decode: Number.NaN,
    dropped: 2,
  });
});

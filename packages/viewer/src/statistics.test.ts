import { expect, it } from "vitest";
import { countersOf } from "./statistics.ts";

it("gives rates over the time since the last call, and starts again", () => {
  const counters = countersOf(1000);
  counters.shown = 30;
  counters.bytes = 50_000;
  counters.decode.add(4);
  counters.decode.add(6);
  counters.onDropped(2);
  expect(counters.take(1500)).toMatchObject({ fps: 60, kilobytesPerSecond: 100, decode: 5, dropped: 2 });
  expect(counters.take(2000)).toMatchObject({
    fps: 0,
    kilobytesPerSecond: 0,
    decode: Number.NaN,
    dropped: 2,
  });
});

it("gives the median latency, and as the wire's part what capture and encoder did not take", () => {
  const counters = countersOf();
  for (const latency of [9, 50, 11, 10, 12]) {
    counters.latency.add(latency);
  }
  counters.latency.add(Number.NaN);
  counters.arrival.add(8);
  counters.arrival.add(10);
  counters.server = {
    kind: "statistics",
    frames: 60,
    kilobytes: 1,
    dropped: 0,
    capture: 10,
    encode: 50,
    queue: 0,
    capacity: 1,
    fps: 60,
    budget: 1,
    limit: 0,
    lane: 0,
    viewers: 1,
    encoder: "x264",
  };
  expect(counters.take(1000)).toMatchObject({ latency: 11, capture: 1, encode: 5, wire: 3 });
});

it("reckons with the newest latencies alone, and keeps them where no frame was followed meanwhile", () => {
  const counters = countersOf();
  for (let i = 0; i < 20; i++) {
    counters.latency.add(40);
  }
  for (let i = 0; i < 11; i++) {
    counters.latency.add(10);
  }
  expect(counters.take(1000)).toMatchObject({ latency: 10 });
  expect(counters.take(2000)).toMatchObject({ latency: 10 });
});

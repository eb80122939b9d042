import { openSync, readSync } from "node:fs";
import { parentPort, workerData } from "node:worker_threads";
import { COUNTER_ROWS, COUNTER_SIZE, readCounter, type Spot } from "./counter.ts";
import type { Framebuffer } from "./monitor.ts";
import { SCREEN } from "./scenes.ts";
import type { Sighting } from "./statistics.ts";

/** What is watched, and how. */
export type WatchOrder = {
  framebuffer: Framebuffer;
  /** A pixel that is black or white, or a counter. */
  what: { pixel: Spot } | { counter: Spot };
  /** Whole pictures to keep, at least so many milliseconds apart; none where it is undefined. */
  keep?: { count: number; apart: number };
  /** Its first number is 0 until the watch is to end. */
  signal: Int32Array;
};
/** A whole picture that was on the monitor, with the counter that it held. */
export type Kept = { value: number; pixels: Buffer };
export type Watched = { seen: Sighting[]; kept: Kept[] };

/** Milliseconds between two looks. */
const PERIOD = 0.5;
/** Milliseconds that a picture is given to be on the monitor as a whole. */
const SETTLE = 4;

const { framebuffer, what, keep, signal } = workerData as WatchOrder;
const file = openSync(framebuffer.path, "r");
const seen: Sighting[] = [];
const kept: Kept[] = [];
const look = "pixel" in what ? lookAtPixel(what.pixel) : lookAtCounter(what.counter);

let last: number | undefined;
let keptAt = 0;
while (Atomics.wait(signal, 0, 0, PERIOD) === "timed-out") {
  const value = look();
  if (value === undefined || value === last) {
    continue;
  }
  const time = Number(process.hrtime.bigint()) / 1e6;
  seen.push([time, value]);
  last = value;
  if (keep && kept.length < keep.count && time > keptAt + keep.apart) {
    Atomics.wait(signal, 0, 0, SETTLE);
    const pixels = Buffer.alloc(SCREEN.height * framebuffer.stride);
    readSync(file, pixels, 0, pixels.length, framebuffer.offset);
    // A picture that was replaced meanwhile does not count.
    if (look() === value) {
      kept.push({ value, pixels });
      keptAt = time;
    }
  }
}
parentPort?.postMessage({ seen, kept } satisfies Watched);

function position({ x, y }: Spot): number {
  return framebuffer.offset + y * framebuffer.stride + x * 4;
}

function lookAtPixel(spot: Spot): () => number {
  const pixel = Buffer.alloc(4);
  return () => {
    readSync(file, pixel, 0, 4, position(spot));
    return (pixel[1] ?? 0) >= 128 ? 1 : 0;
  };
}

function lookAtCounter({ x, y }: Spot): () => number | undefined {
  const rows = COUNTER_ROWS.map(row => ({
    row: Buffer.alloc(COUNTER_SIZE.width * 4),
    at: position({ x, y: y + row }),
  }));
  const [upper, lower] = rows.map(({ row }) => row) as [Buffer, Buffer];
  return () => {
    for (const { row, at } of rows) {
      readSync(file, row, 0, row.length, at);
    }
    return readCounter(upper, lower);
  };
}

import { afterAll, beforeAll, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { atRest, memoryOf, strain } from "./soak.ts";

/** How long, in ms, the desktop is kept busy: until all code has run and all threads are there, and from then on. */
const WARM_UP = 40_000;
const LASTING = 80_000;
const BUSY = { change: 50, round: 200 };
/** Most that memory may have grown meanwhile. */
const FLAT = 1.03;

let desktop: RunningDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
});
afterAll(async () => {
  await desktop[Symbol.asyncDispose]();
});

it("two minutes of motion, resizing and reconnecting leave memory flat, and no thread, file or segment behind", {
  timeout: WARM_UP + LASTING + 180_000,
}, async () => {
  await strain(desktop, { milliseconds: WARM_UP, ...BUSY });
  const before = await atRest(desktop, true);
  const pages = await strain(desktop, { milliseconds: LASTING, ...BUSY });
  // What a page has left is closed a moment later.
  const after = await waitFor(
    "threads, files and segments as before",
    async () => {
      const now = await atRest(desktop, true);
      const isMore = (["threads", "files", "segments"] as const).some(what => now[what] > before[what]);
      return isMore ? undefined : now;
    },
    60_000,
  );
  const [first, last] = [memoryOf(before), memoryOf(after)];
  console.log(`soak: ${first.toFixed(1)} MB; after ${pages} more pages ${last.toFixed(1)} MB`, before, after);
  expect(last / first).toBeLessThan(FLAT);
  expect(after.segments).toBe(1);
});

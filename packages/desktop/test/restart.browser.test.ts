import { setTimeout as pause } from "node:timers/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { closeSessionTerminal } from "./session-terminal.ts";

/** Few in every run, more by hand, as with the other faults. */
const KILLS = Number(process.env.PORTHOLE_KILLS ?? 5);
/** The init starts a service at most once a second: a server that has run so long, in ms, comes back at once. */
const RAN = 1200;
/** The desktop is as grey as it is late: a level more every so many ms, from the first level on, over and over. */
const CLOCK = { step: 40, levels: 128, apart: 2 };
const ROUND = CLOCK.step * CLOCK.levels;

type Sighting = { at: number; grey: number };

let desktop: RunningDesktop;
let chromium: Chromium;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop(), launchChromium()]);
});
afterAll(async () => {
  for (const started of [chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

/** A terminal over the whole desktop, coloured by the clock. */
async function startClock(): Promise<void> {
  const { step, levels, apart } = CLOCK;
  const script = `while :; do t=\${EPOCHREALTIME/[.,]/}; printf '\\033]11;#%02x%02x%02x\\007' $((v = t / ${step * 1000} % ${levels} * ${apart})) $v $v; sleep 0.02; done`;
  await desktop.write("/tmp/clock", Buffer.from(script));
  await closeSessionTerminal(desktop);
  await desktop.asUser("DISPLAY=:1 xterm -fullscreen -e bash /tmp/clock >/dev/null 2>&1 &");
}

/** Notes in the page when it shows which grey. */
async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const sightings: { at: number; grey: number }[] = [];
    const pixel = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    Object.assign(globalThis, { sightings });
    const look = () => {
      const video = document.querySelector("video");
      if (video && video.videoWidth > 0) {
        pixel?.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
        sightings.push({ at: Date.now(), grey: pixel?.getImageData(0, 0, 1, 1).data[0] ?? 0 });
      }
      requestAnimationFrame(look);
    };
    look();
  });
}

/** Milliseconds from `time` to when the sighted grey was drawn; negative where that was before. */
function drawnAfter(time: number, { at, grey }: Sighting): number {
  const drawn = (grey / CLOCK.apart) * CLOCK.step;
  const age = (((at - drawn) % ROUND) + ROUND) % ROUND;
  return at - age - time;
}

it("a killed server's page shows the desktop again by itself, without a reload", {
  timeout: 120_000 + KILLS * 20_000,
}, async () => {
  await startClock();
  const page = await chromium.open(desktop.url, { viewport: { width: 640, height: 480 } });
  await watch(page);
  const loaded = await page.evaluate(() => performance.timeOrigin);
  const fresh = (since: number) =>
    waitFor(
      "a picture drawn after that",
      async () => {
        const seen = await page.evaluate(() =>
          (globalThis as unknown as { sightings: Sighting[] }).sightings.splice(0),
        );
        return seen.find(one => one.at > since && drawnAfter(since, one) > CLOCK.step);
      },
      30_000,
    );
  // Twice, or a ground that stands still would pass for a clock.
  const [first, second] = [await fresh(Date.now()), await fresh(Date.now())];
  expect(second.at - first.at).toBeLessThan(ROUND / 2);
  const times: number[] = [];
  for (let kill = 0; kill < KILLS; kill++) {
    await pause(RAN);
    // One clock serves container and page.
    const killed = Number(await desktop.exec("p=$(pidof node); date +%s%3N; kill -9 $p"));
    times.push((await fresh(killed)).at - killed);
  }
  const sorted = times.toSorted((a, b) => a - b);
  console.log(
    `desktop server killed: on the page after ${sorted[KILLS >> 1]} ms, at worst ${sorted.at(-1)} ms`,
  );
  expect(await page.evaluate(() => performance.timeOrigin)).toBe(loaded);
});

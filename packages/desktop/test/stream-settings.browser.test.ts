import { setTimeout as delay } from "node:timers/promises";
import { CODEC } from "@porthole/protocol";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { openSection } from "../../../tests/support/panel.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { counters } from "./counters.ts";
import { paintFields, worstField } from "./fields.ts";
import { motion } from "./motion.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** As for the picture of other tests. */
const NEAR = 2;
/** Time, in ms, over which frames are counted. */
const WINDOW = 3000;

let desktop: RunningDesktop;
let chromium: Chromium;
let page: Page;
let moving: AsyncDisposable;
beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop(), launchChromium()]);
  page = await chromium.open(desktop.url);
  moving = await motion(desktop, 30);
  await openSection(page, "stream");
  await openSection(page, "statistics");
});
afterAll(async () => {
  for (const started of [chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

/** A value of the page's statistics. */
async function figure(name: string): Promise<string> {
  return (await page.locator(`dd[data-figure="${name}"]`).getAttribute("data-value")) ?? "";
}

/** Sets a slider, as the keyboard does. */
async function slide(name: string, value: number): Promise<void> {
  await page.locator(`[name="${name}"]`).fill(String(value));
}

/** Waits until frames are on the screen, one after the other. */
async function goesOn(): Promise<void> {
  await waitFor("frames on the screen", async () => Number(await figure("fps")) > 1);
}

/** What the server makes in a while: frames a second, bytes a second. */
async function made(): Promise<{ fps: number; bytes: number }> {
  const [before, began] = [await counters(desktop), performance.now()];
  await delay(WINDOW);
  const [after, seconds] = [await counters(desktop), (performance.now() - began) / 1000];
  const [frames, bytes] = (["frames_total", "frame_bytes_total"] as const).map(
    name => after(name) - before(name),
  ) as [number, number];
  return { fps: frames / seconds, bytes: bytes / seconds };
}

// One after the other on one page, as a person goes through the panel.
it("the frame rate that is chosen is the most there is from then on", async () => {
  await goesOn();
  await slide("framerate", 8);
  await waitFor("the rate", async () => (await figure("target")) === "8");
  expect((await made()).fps).toBeLessThanOrEqual(10);
  await goesOn();
  await slide("framerate", 60);
  await waitFor("the rate", async () => (await figure("target")) === "60");
});

it("the quality that is chosen makes what moves finer or coarser", async () => {
  await slide("crf", 50);
  await delay(1000);
  const coarse = await made();
  await slide("crf", 15);
  await delay(1000);
  const fine = await made();
  await goesOn();
  // On a busy machine the motion halts now and then, and what settles is as fine as ever.
  expect(coarse.bytes / coarse.fps).toBeLessThan((fine.bytes / fine.fps) * 0.8);
});

it("the bit rate that is chosen is kept to, and said to be what holds the picture back", async () => {
  await slide("bitrate", 1);
  await waitFor(
    "the server's word",
    async () => (await counters(desktop))("stream_limited", { by: "cap" }) === 1,
  );
  await delay(1000);
  expect(((await made()).bytes * 8) / 1e6).toBeLessThan(1.2);
  await goesOn();
  await slide("bitrate", 100);
  await waitFor("no limit", async () => (await counters(desktop))("stream_limited", { by: "cap" }) === 0);
});

it("the codec that is chosen is what comes: JPEG, H.264, H.264 with full colour", async () => {
  await page.selectOption('[name="codec"]', String(CODEC.jpeg));
  await waitFor("JPEG", async () => (await figure("codec")) === "jpeg");
  await goesOn();
  await page.selectOption('[name="codec"]', String(CODEC.h264));
  await waitFor("H.264", async () => /^avc1\.42/.test(await figure("codec")));
  await goesOn();
  await page.locator('[name="fullColour"]').check();
  await waitFor("full colour", async () => /^avc1\.F4/i.test(await figure("codec")));
  await goesOn();
});

it("all of it is as it was when the page is loaded again, and the picture is the desktop's", async () => {
  await slide("framerate", 20);
  await waitFor("the rate", async () => (await figure("target")) === "20");
  await page.reload();
  await openSection(page, "stream");
  await openSection(page, "statistics");
  await waitFor("full colour", async () => /^avc1\.F4/i.test(await figure("codec")));
  await waitFor("the rate", async () => (await figure("target")) === "20");
  expect(await page.locator('[name="framerate"]').inputValue()).toBe("20");
  expect(await page.locator('[name="crf"]').inputValue()).toBe("15");
  await page.locator("#close-panel").click();
  await moving[Symbol.asyncDispose]();
  await paintFields(desktop);
  await page.keyboard.press("Escape");
  await waitFor("the colours", async () => (await worstField(page)) <= NEAR);
});

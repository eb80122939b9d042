import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Firefox, launchFirefox } from "../../../tests/support/firefox.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { REMEMBER_ASKED } from "./asked.ts";
import { type CameraStandIn, cameraStandIn } from "./camera-stand-in.ts";
import { type Loudspeaker, startLoudspeaker } from "./loudspeaker.ts";
import { recordIn, share } from "./playing.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

const [WIDTH, HEIGHT] = [320, 240];
/** Hertz of what Firefox's stand-in for a microphone hears. */
const TONE = 700;

let camera: CameraStandIn;
let loudspeaker: Loudspeaker;
let desktop: RunningDesktop;
let firefox: Firefox;
let page: Page;

beforeAll(async () => {
  [camera, loudspeaker] = await Promise.all([cameraStandIn(), startLoudspeaker()]);
  [desktop, firefox] = await Promise.all([
    startDesktop({ PORTHOLE_CAMERA_SIZE: `${WIDTH}x${HEIGHT}` }, camera.options),
    launchFirefox({
      env: { PULSE_SERVER: loudspeaker.server },
      preferences: {
        "media.navigator.streams.fake": true,
        "media.navigator.permission.disabled": true,
        "media.navigator.audio.fake_frequency": TONE,
      },
    }),
  ]);
  page = await firefox.browser.newPage();
  await page.evaluateOnNewDocument(REMEMBER_ASKED);
  await page.goto(desktop.url);
  await page.waitForSelector("#screen > *");
  await page.mouse.click(400, 300);
});
afterAll(async () => {
  for (const started of [firefox, desktop, loudspeaker, camera] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

const LIVE = "asked.some(stream => stream.getTracks().some(track => track.readyState === 'live'))";

it("Firefox: the camera's pictures arrive at the device while an application reads, and its light goes out", async () => {
  const luma = async () => (await camera.picture())?.filter((_, at) => at % 2 === 0);
  expect(await page.evaluate("asked.length")).toBe(0);
  await camera.setReaders(1);
  const isBright = async () => ((await luma()) ?? []).some(value => value > 60);
  await waitFor("a picture", isBright, 20_000);
  expect((await camera.picture())?.length).toBe(WIDTH * HEIGHT * 2);
  for (const which of ["second", "third"]) {
    const before = await camera.picture();
    await waitFor(
      `a ${which} picture`,
      async () => !(await camera.picture())?.equals(before ?? Buffer.alloc(0)),
    );
  }
  expect(await page.evaluate("asked.length")).toBe(1);
  await camera.setReaders(0);
  await waitFor("the light to go out", async () => (await page.evaluate(LIVE)) === false);
});

it("Firefox: the microphone arrives at an application that records, and is closed when it ends", async () => {
  await waitFor(
    "the tone",
    async () => {
      const heard = await recordIn(desktop, 3);
      const parts = Array.from({ length: 30 }, (_, i) => heard.subarray(i * 4800, (i + 1) * 4800));
      // Played up to half a hundredth faster or slower, it is a little beside itself.
      return parts.filter(part => share(part, TONE) > 0.5).length >= 10;
    },
    60_000,
  );
  await waitFor("the end", async () => (await page.evaluate(LIVE)) === false);
});

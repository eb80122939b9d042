import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { openSection } from "../../../tests/support/panel.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { REMEMBER_ASKED } from "./asked.ts";
import { type CameraStandIn, cameraStandIn } from "./camera-stand-in.ts";
import { FakePage } from "./fake-page.ts";
import { killWorker } from "./kill-worker.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let camera: CameraStandIn;
let desktop: RunningDesktop;
let chromium: Chromium;
let page: Page;

const [WIDTH, HEIGHT] = [320, 240];

beforeAll(async () => {
  camera = await cameraStandIn();
  [desktop, chromium] = await Promise.all([
    startDesktop({ PORTHOLE_CAMERA_SIZE: `${WIDTH}x${HEIGHT}` }, camera.options),
    launchChromium({
      flags: ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream"],
    }),
  ]);
  page = await chromium.open(desktop.url, { before: opened => opened.addInitScript(REMEMBER_ASKED) });
  await page.waitForSelector("#screen > *");
  await page.mouse.click(400, 300);
});
afterAll(async () => {
  for (const started of [chromium, desktop, camera] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

const LIGHT = "asked.some(stream => stream.getTracks().some(track => track.readyState === 'live'))";

/** Difference between the darkest and the brightest of a picture: none where it is black. */
async function contrast(): Promise<number> {
  const picture = await camera.picture();
  if (picture?.length !== WIDTH * HEIGHT * 2) {
    return 0;
  }
  const luma = picture.filter((_, at) => at % 2 === 0);
  return luma.reduce((most, value) => Math.max(most, value), 0) - luma.reduce((l, v) => Math.min(l, v), 255);
}

it("the browser's camera arrives at the device while an application reads, and its light goes out when the last one ends", async () => {
  expect(await camera.format()).toBe(`${WIDTH}x${HEIGHT} YUYV`);
  expect(await contrast()).toBe(0);
  expect(await page.evaluate("asked.length")).toBe(0);
  await camera.setReaders(1);
  await waitFor("a picture", async () => (await contrast()) > 60);
  const first = await camera.picture();
  await waitFor("another picture", async () => !(await camera.picture())?.equals(first ?? Buffer.alloc(0)));
  expect(await page.evaluate("asked.length")).toBe(1);
  expect(await page.evaluate(LIGHT)).toBe(true);
  await camera.setReaders(0);
  await waitFor("the light to go out", async () => (await page.evaluate(LIGHT)) === false);
});

it("comes back by itself when its worker was killed; the page and its connection stay", async () => {
  await camera.setReaders(1);
  await waitFor("a picture", async () => (await contrast()) > 60);
  await killWorker(desktop, "camera");
  await waitFor("the light to go out and on again", async () =>
    page.evaluate(`asked.length > 2 && ${LIGHT}`),
  );
  const then = await camera.picture();
  await waitFor("another picture", async () => !(await camera.picture())?.equals(then ?? Buffer.alloc(0)));
  await camera.setReaders(0);
  await waitFor("the light to go out", async () => (await page.evaluate(LIGHT)) === false);
});

it("is not asked for where a person does not want that, and black is shown", async () => {
  await openSection(page, "sound");
  await page.getByRole("switch", { name: "Camera for the desktop" }).click();
  const before = await page.evaluate("asked.length");
  await camera.setReaders(1);
  await waitFor("black", async () => (await contrast()) === 0);
  expect(await page.evaluate("asked.length")).toBe(before);
  await page.getByRole("switch", { name: "Camera for the desktop" }).click();
  await waitFor("a picture", async () => (await contrast()) > 60);
  await camera.setReaders(0);
  await waitFor("the light to go out", async () => (await page.evaluate(LIGHT)) === false);
});

it("asks the page that was used last, takes pictures of no other, and passes over what is none", async () => {
  using other = await FakePage.open(desktop.url);
  await other.wait("cameraRules", ({ there }) => there);
  await page.mouse.click(400, 300);
  // The browser may be late with it, and would then be the one that was used last.
  await other.settled(500);
  other.tap(0xffe1);
  await other.settled(300);
  const before = await page.evaluate("asked.length");
  await camera.setReaders(1);
  await other.wait("cameraWanted", ({ on, width, height }) => on && width === WIDTH && height === HEIGHT);
  for (const data of [Buffer.from("no picture"), Buffer.alloc(70, 0xff)]) {
    other.send({ kind: "view", last: true, data });
  }
  for (let i = 0; i < 40; i++) {
    other.send({ kind: "view", last: false, data: Buffer.alloc(60_000) });
  }
  other.send({ kind: "view", last: true, data: Buffer.alloc(1) });
  await other.settled(300);
  expect(await contrast()).toBe(0);
  expect(other.closed).toBeUndefined();
  expect(await page.evaluate("asked.length")).toBe(before);
  await camera.setReaders(0);
  await other.wait("cameraWanted", ({ on }) => !on);
});

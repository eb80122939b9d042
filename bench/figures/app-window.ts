import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import { type Chromium, launchChromium } from "../../tests/support/chromium.ts";
import { upApp } from "../../tests/support/porthole.ts";
import { capture } from "../../tests/support/shell.ts";
import type { FigureGroup } from "../figure.ts";

const PORT = 33100;
/** Least light of each channel in the middle of the browser's empty page; the desktop behind it is dark. */
const LIGHT = 200;
const opened = new AsyncDisposableStack();

/** From the start of the container to the application's window in a page. Needs the image chromium built, and Chromium. */
export const appWindow: FigureGroup = {
  id: "app-window",
  about: "an application's container, from its start to its window in a page",
  async figures() {
    const app = opened.use(await upApp("chromium", "--port", `${PORT}:3000`, "--port", `${PORT + 1}:3001`));
    const chromium = opened.use(await launchChromium());
    return [
      {
        id: "app.window",
        what: "start of the container chromium to the browser's window in a page",
        unit: "s",
        most: 4,
        tolerance: 1.5,
        samples: 3,
        sample: () => startToWindow(app.answer, chromium),
      },
    ];
  },
  close: () => opened.disposeAsync(),
};

async function startToWindow(
  { container, url }: { container: string; url: string },
  chromium: Chromium,
): Promise<number> {
  await capture("docker", "stop", container);
  const started = performance.now();
  await capture("docker", "start", container);
  const page = await firstAnswer(url, chromium);
  while (!(await page.evaluate(IS_LIGHT))) {
    await delay(10);
  }
  const seconds = (performance.now() - started) / 1000;
  await page.context().close();
  return seconds;
}

/** Opens the page as soon as there is one. */
async function firstAnswer(url: string, chromium: Chromium): Promise<Page> {
  for (;;) {
    const isThere = await fetch(url).then(
      () => true,
      () => false,
    );
    if (isThere) {
      return chromium.open(url);
    }
    await delay(10);
  }
}

/** Whether the middle of the picture is light. */
const IS_LIGHT = `(() => {
  const video = document.querySelector("#screen video");
  if (!video || video.readyState < 2) {
    return false;
  }
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  context.drawImage(video, video.videoWidth / 2, video.videoHeight / 2, 1, 1, 0, 0, 1, 1);
  return context.getImageData(0, 0, 1, 1).data.every(channel => channel >= ${LIGHT});
})()`;

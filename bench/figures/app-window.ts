import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import { type Chromium, launchChromium } from "../../tests/support/chromium.ts";
import { upApp } from "../../tests/support/porthole.ts";
import { capture } from "../../tests/support/shell.ts";
import type { FigureGroup } from "../figure.ts";

const PORT = 33100;
/** Least light of each channel in the middle of the browser's empty page; the desktop behind it is dark. */
const LIGHT = 200;
/** Height, in pixels from above, where its tabs are, and by how much a channel of their strip differs from the page's. */
const STRIP = 10;
const UNLIKE = 20;
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
        what: "start of the container chromium to the browser's window, painted, in a page",
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
  while (!(await page.evaluate(IS_PAINTED))) {
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

/** Whether the middle of the picture is light, and the strip of tabs is there: an empty window is of one colour. */
const IS_PAINTED = `(() => {
  const video = document.querySelector("#screen video");
  if (!video || video.readyState < 2) {
    return false;
  }
  const context = new OffscreenCanvas(1, 1).getContext("2d");
  const at = (x, y) => {
    context.drawImage(video, x, y, 1, 1, 0, 0, 1, 1);
    return context.getImageData(0, 0, 1, 1).data;
  };
  const [middle, strip] = [at(video.videoWidth / 2, video.videoHeight / 2), at(video.videoWidth * 0.7, ${STRIP})];
  return middle.every(channel => channel >= ${LIGHT}) && middle.some((channel, index) => Math.abs(channel - strip[index]) >= ${UNLIKE});
})()`;

import { launchChromium } from "../../tests/support/chromium.ts";
import { upApp } from "../../tests/support/porthole.ts";
import type { FigureGroup } from "../figure.ts";

const PORT = 33000;
const opened = new AsyncDisposableStack();

/** From opening the page to its first picture, in a fresh browser profile. Needs webtop built and Chromium. */
export const firstFrame: FigureGroup = {
  id: "first-frame",
  about: "opening the page until it shows the desktop",
  async figures() {
    const app = opened.use(await upApp("webtop", "--port", `${PORT}:3000`, "--port", `${PORT + 1}:3001`));
    const chromium = opened.use(await launchChromium());
    return [
      {
        id: "page.first-frame",
        what: "opening the page until the video holds a picture, 1920×1080",
        unit: "ms",
        most: 1000,
        tolerance: 2,
        samples: 7,
        async sample() {
          const page = await chromium.open(app.answer.url, { viewport: { width: 1920, height: 1080 } });
          const milliseconds = await page.evaluate(FIRST_PICTURE);
          await page.context().close();
          return milliseconds as number;
        },
      },
    ];
  },
  close: () => opened.disposeAsync(),
};

/** Milliseconds from the start of the navigation until the video holds a picture. */
const FIRST_PICTURE = `new Promise(resolve => {
  const look = () => document.querySelector("#screen video")?.readyState >= 2
    ? resolve(performance.now())
    : requestAnimationFrame(look);
  look();
})`;

import { randomBytes } from "node:crypto";
import type { Page } from "playwright-core";
import { startDesktop } from "../../packages/desktop/test/running-desktop.ts";
import { type Application, startApplication } from "../../tests/support/applications.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { type FigureGroup, median } from "../figure.ts";

const TEXTS = 15;
/** Sides of a picture of noise, whose PNG takes 20 MB. */
const PICTURE = { width: 2700, height: 2500 };
const opened = new AsyncDisposableStack();

/** What is copied on one side until it is there on the other. Needs Chromium. */
export const clipboard: FigureGroup = {
  id: "clipboard",
  about: "the clipboard, both ways",
  async figures() {
    const desktop = opened.use(await startDesktop());
    const chromium = opened.use(await launchChromium());
    const application = opened.use(await startApplication(desktop.container, "gtk"));
    const page = await chromium.open(desktop.url, { permissions: ["clipboard-read", "clipboard-write"] });
    await page.waitForSelector("#screen > *");
    await page.mouse.click(640, 360);
    const common = { unit: "ms", tolerance: 2, samples: 3 } as const;
    return [
      {
        id: "clipboard.out",
        what: "1 kB copied in an application until the browser's clipboard has it",
        most: 30,
        ...common,
        sample: () => medianOf(() => outwards(application, page)),
      },
      {
        id: "clipboard.in",
        what: "1 kB pasted into the page until the application's field has it",
        most: 30,
        ...common,
        sample: () => medianOf(() => inwards(application, page)),
      },
      {
        id: "clipboard.picture",
        what: "20 MB picture copied in an application until the browser's clipboard has it",
        most: 1500,
        ...common,
        sample: () => picture(application, page),
      },
    ];
  },
  close: () => opened.disposeAsync(),
};

async function medianOf(measure: () => Promise<number>): Promise<number> {
  const times: number[] = [];
  for (let i = 0; i < TEXTS; i++) {
    times.push(await measure());
  }
  return median(times);
}

/** Both clocks are this machine's. */
async function outwards(application: Application, page: Page): Promise<number> {
  const text = randomBytes(512).toString("hex");
  const seen = page.evaluate(`(async () => {
    while ((await navigator.clipboard.readText().catch(() => "")) !== "${text}") {
      await new Promise(resolve => setTimeout(resolve, 1));
    }
    return performance.timeOrigin + performance.now();
  })()`);
  const copied = performance.timeOrigin + performance.now();
  await application.copy({ text });
  return Number(await seen) - copied;
}

async function inwards(application: Application, page: Page): Promise<number> {
  await application.clear();
  const text = randomBytes(512).toString("hex");
  await page.evaluate(`navigator.clipboard.writeText("${text}")`);
  await page.keyboard.down("Control");
  const pasted = performance.now();
  await page.keyboard.down("v");
  // Asked without a pause, which would count.
  while ((await application.field()) !== text) {
    if (performance.now() - pasted > 10_000) {
      throw new Error("what was pasted never came");
    }
  }
  const milliseconds = performance.now() - pasted;
  await page.keyboard.up("v");
  await page.keyboard.up("Control");
  return milliseconds;
}

async function picture(application: Application, page: Page): Promise<number> {
  // So that the last picture is not taken for this one.
  await outwards(application, page);
  const seen = page.evaluate(`(async () => {
    for (;;) {
      const items = await navigator.clipboard.read().catch(() => []);
      if (items.some(item => item.types.includes("image/png"))) {
        return performance.timeOrigin + performance.now();
      }
      await new Promise(resolve => setTimeout(resolve, 5));
    }
  })()`);
  const copied = performance.timeOrigin + performance.now();
  await application.copyPicture({ ...PICTURE, corner: "#ff8000" });
  return Number(await seen) - copied;
}

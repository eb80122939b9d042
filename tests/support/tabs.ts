import puppeteer, { type Page } from "puppeteer-core";
import { CHROMIUM_FLAGS } from "./chromium.ts";

/** A Chromium of one window with tabs, of which one is seen and the others are hidden. */
export type Tabs = AsyncDisposable & {
  /** Opens a page of 1280×720 in a tab that comes to the front. */
  open(url: string): Promise<Page>;
};

/** Starts Chromium driven without Playwright, which has every page believe that it is seen. */
export async function launchTabs(): Promise<Tabs> {
  const browser = await puppeteer.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: true,
    defaultViewport: { width: 1280, height: 720 },
    args: [...CHROMIUM_FLAGS],
  });
  return {
    async open(url) {
      const page = await browser.newPage();
      await page.goto(url);
      await page.bringToFront();
      return page;
    },
    async [Symbol.asyncDispose]() {
      await browser.close();
    },
  };
}

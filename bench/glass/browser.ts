import { type CDPSession, chromium, type Page } from "playwright-core";
import { CHROMIUM_FLAGS } from "../../tests/support/chromium.ts";
import { SCREEN } from "./scenes.ts";

/** A Chromium that fills a monitor. */
export type Kiosk = AsyncDisposable & { page: Page; protocol: CDPSession };

/** Starts Chromium on a display with a page of 1920×1080 in its upper left, nothing around it, and a profile that is new. */
export async function openKiosk(display: string): Promise<Kiosk> {
  const context = await chromium.launchPersistentContext("", {
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium",
    headless: false,
    viewport: null,
    ignoreDefaultArgs: ["--enable-automation"],
    env: { ...process.env, DISPLAY: display },
    args: [
      "--kiosk",
      "--window-position=0,0",
      `--window-size=${SCREEN.width},${SCREEN.height}`,
      "--force-device-scale-factor=1",
      ...CHROMIUM_FLAGS,
      // No bar that warns of the missing sandbox.
      "--test-type",
    ],
  });
  const page = context.pages()[0] ?? (await context.newPage());
  return {
    page,
    protocol: await context.newCDPSession(page),
    async [Symbol.asyncDispose]() {
      await context.close();
    },
  };
}

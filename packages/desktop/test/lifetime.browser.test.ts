import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

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

const size = async () => /dimensions: +([0-9x]+)/.exec(await desktop.observer.run("xdpyinfo"))?.[1];
const state = (page: Page) => page.locator("#link").getAttribute("data-state");
/** Whether the X server holds the left Shift key, of keycode 50. */
const shift = async () =>
  (await desktop.observer.run('xinput query-state "Virtual core XTEST keyboard"')).includes("key[50]=down");

async function holdShift(page: Page): Promise<void> {
  await page.locator("#keys").focus();
  await page.keyboard.down("Shift");
  await waitFor("Shift", shift);
}

it("loaded again, a window shows the monitor that it showed, and no key stays down; the other goes on", async () => {
  const first = await chromium.open(desktop.url, { viewport: { width: 1000, height: 600 } });
  await waitFor("the first monitor", async () => (await size()) === "1000x600");
  await first.click("#handle");
  const [second] = await Promise.all([first.waitForEvent("popup"), first.click("#add-monitor")]);
  await second.setViewportSize({ width: 640, height: 600 });
  await waitFor("both", async () => (await size()) === "1640x600");
  await holdShift(second);
  await second.reload();
  await waitFor("no Shift", async () => !(await shift()));
  await waitFor("the connection", async () => (await state(second)) === "open");
  expect(await second.title()).toMatch(/Monitor 2$/);
  await second.mouse.move(40, 30);
  await waitFor("the pointer on it", async () =>
    (await desktop.observer.run("xdotool getmouselocation")).startsWith("x:1040 y:30"),
  );
  expect(await size()).toBe("1640x600");
  expect(await state(first)).toBe("open");
  await first.context().close();
});

it("a second tab takes nothing from the first: both see, both may type", async () => {
  const first = await chromium.open(desktop.url, { viewport: { width: 800, height: 600 } });
  const tab = await first.context().newPage();
  await tab.goto(desktop.url);
  for (const page of [first, tab]) {
    await waitFor("a connection", async () => (await state(page)) === "open");
    await holdShift(page);
    await page.keyboard.up("Shift");
    await waitFor("no Shift", async () => !(await shift()));
  }
  expect(await state(first)).toBe("open");
  await first.context().close();
});

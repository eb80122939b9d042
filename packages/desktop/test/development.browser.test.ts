import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

const HOME = "/usr/lib/porthole/desktop";

let desktop: RunningDesktop;
let chromium: Chromium;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop({ DEV_MODE: "core" }), launchChromium()]);
});
afterAll(async () => {
  for (const started of [chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

it("with DEV_MODE, an open page loads itself again, once, when a file of the page or the server changes", async () => {
  const page = await chromium.open(desktop.url);
  let loads = 0;
  page.on("load", () => loads++);
  const connected = page.locator("[data-state=open]").first();
  await connected.waitFor({ state: "attached" });
  const server = await desktop.exec("pidof node");

  await desktop.exec(`sed -i 's/<html/<html data-made="again"/' ${HOME}/viewer/index.html`);
  await page.locator("html[data-made=again]").waitFor({ state: "attached", timeout: 30_000 });
  await connected.waitFor({ state: "attached" });
  expect(await desktop.exec("pidof node")).not.toBe(server);
  expect(loads).toBe(1);

  await Promise.all([page.waitForEvent("load", { timeout: 30_000 }), desktop.exec(`touch ${HOME}/main.js`)]);
  await connected.waitFor({ state: "attached" });
  expect(loads).toBe(2);
}, 90_000);

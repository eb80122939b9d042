import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, INSECURE_HOST, launchChromium } from "../../../tests/support/chromium.ts";
import { type Firefox, launchFirefox } from "../../../tests/support/firefox.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { paintFields, worstField } from "./fields.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { startTypewriter } from "./typewriter.ts";

/** Eight bits of luma and chroma, rounded in the server and again in the browser, move a saturated colour so far. */
const NEAR = 2;

let desktop: RunningDesktop;
let chromium: Chromium;
let firefox: Firefox;

beforeAll(async () => {
  [desktop, chromium, firefox] = await Promise.all([startDesktop(), launchChromium(), launchFirefox()]);
});
afterAll(async () => {
  // Any may be missing where its start failed.
  for (const started of [chromium, firefox, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

describe("the picture on the page", () => {
  it.each([
    ["H.264", "localhost"],
    ["JPEG, on a page without WebCodecs", INSECURE_HOST],
  ])("has the colours of the desktop: %s", async (_name, host) => {
    const page = await chromium.open(`http://${host}:${desktop.port}/`);
    await paintFields(desktop);
    await waitFor("the colours", async () => (await worstField(page)) <= NEAR);
    expect(await worstField(page)).toBeLessThanOrEqual(NEAR);
    await page.context().close();
  });
});

describe("Firefox", () => {
  it("shows the colours of the desktop as H.264, and types", async () => {
    const page = await firefox.open(desktop.url);
    await paintFields(desktop);
    await waitFor("the colours", async () => (await worstField(page)) <= NEAR);
    expect(await worstField(page)).toBeLessThanOrEqual(NEAR);

    await page.click("#handle");
    await page.click("#show-statistics");
    const codec = await page.waitForSelector('[data-figure="codec"]');
    expect(await codec?.evaluate(element => element.textContent)).toMatch(/^avc1/);

    const file = "/tmp/typed-in-firefox";
    await startTypewriter(desktop, file);
    await page.mouse.click(640, 360);
    await page.keyboard.type("aZ7");
    await page.keyboard.press("Enter");
    await waitFor("what was typed", async () => (await desktop.exec(`cat ${file}`)) === "aZ7");
    await page.close();
  });
});

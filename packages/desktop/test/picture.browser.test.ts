import { setTimeout } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, INSECURE_HOST, launchChromium } from "../../../tests/support/chromium.ts";
import { type Firefox, launchFirefox } from "../../../tests/support/firefox.ts";
import { openSection } from "../../../tests/support/panel.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { likeness, paintFields, paintText, worstField } from "./fields.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { startTypewriter } from "./typewriter.ts";

/** Eight bits of luma and chroma, rounded in the server and again in the browser, move a saturated colour so far. */
const NEAR = 2;
/** Milliseconds after which an ample line is relied on: the encoder then chooses by other rules. */
const RELIED_ON = 3000;

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
    await page.context().close();
  });
});

describe("what has settled", () => {
  it.each([
    ["4:2:0", "gray(20%)", false, 42],
    ["4:4:4", "rgb(250,40,90)", true, 45],
  ])("is text as sharp as on the desktop, in %s", async (_name, colour, fullColour, least) => {
    const page = await chromium.open(desktop.url);
    await openSection(page, "stream");
    await page.getByLabel("Full colour (4:4:4)").setChecked(fullColour);
    await page.keyboard.press("Escape");
    await page.keyboard.press("Escape");
    await paintFields(desktop);
    await waitFor("the colours", async () => (await worstField(page)) <= NEAR);
    await setTimeout(RELIED_ON);
    await paintText(desktop, colour);
    await waitFor(`${least} dB`, async () => (await likeness(desktop, page)) >= least);
    await page.context().close();
  });

  it("is as sharp while something else goes on moving", async () => {
    const page = await chromium.open(desktop.url);
    await paintText(desktop, "gray(20%)");
    const { observer } = desktop;
    await observer.run(
      "nohup xterm -geometry 60x8+700+570 -e 'while :; do date +%N; done' >/dev/null 2>&1 & sleep 1",
    );
    try {
      await waitFor("42 dB", async () => (await likeness(desktop, page)) >= 42);
    } finally {
      await observer.run("pkill xterm || true");
    }
    await page.context().close();
  });
});

describe("the statistics", () => {
  it("tell how old the picture is, what made it, and what the line carries", async () => {
    const page = await chromium.open(desktop.url);
    await openSection(page, "statistics");
    const figure = async (name: string) =>
      Number(await page.locator(`dd[data-figure="${name}"]`).getAttribute("data-value"));
    const blink = async () => {
      await paintText(desktop, "black");
      await paintText(desktop, "white");
    };
    const latency = await waitFor("a latency", async () => {
      await blink();
      return (await figure("latency")) || undefined;
    });
    expect(latency).toBeGreaterThan(0);
    expect(latency).toBeLessThan(1000);
    expect(await figure("viewers")).toBeGreaterThan(0);
    expect(await figure("capacity")).toBeGreaterThan(0);
    expect(await page.locator('dd[data-figure="encoder"]').textContent()).toBe("x264");
    await page.context().close();
  });
});

describe("Firefox", () => {
  it("shows the colours of the desktop as H.264, and types", async () => {
    const page = await firefox.open(desktop.url);
    await paintFields(desktop);
    await waitFor("the colours", async () => (await worstField(page)) <= NEAR);

    await page.click("#handle");
    await page.click("#show-panel");
    await page.waitForSelector("#section-statistics summary").then(summary => summary?.click());
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

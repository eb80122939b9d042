import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import type { HealthReport } from "@porthole/contract";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Chromium, INSECURE_HOST, launchChromium } from "./support/chromium.ts";
import { colours, compare } from "./support/likeness.ts";
import { type Observer, observe } from "./support/observer.ts";
import { type RunningApp, upApp } from "./support/porthole.ts";
import { capture } from "./support/shell.ts";
import { waitFor } from "./support/wait.ts";

const PORT = 33000;
let app: RunningApp;
let chromium: Chromium;
let observer: Observer;

beforeAll(async () => {
  app = await upApp("webtop", "--port", `${PORT}:3000`, "--port", `${PORT + 1}:3001`);
  [observer, chromium] = await Promise.all([observe(app.answer.container), launchChromium()]);
});

afterAll(async () => {
  // Either may be missing where its start failed.
  for (const started of [chromium, app] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

/** The page once it shows more than a blank picture, without Porthole's own tool bar handle. */
async function openDesktop(url: string, width = 1280, height = 720): Promise<Page> {
  const page = await chromium.open(url, { viewport: { width, height } });
  await page.waitForSelector("#screen > *");
  await waitFor("a picture", async () => colours(await picture(page)) > 16);
  return page;
}

async function picture(page: Page): Promise<PNG> {
  return PNG.sync.read(await page.locator("#stage").screenshot());
}

/** Page and session, once both have stood still and are of one size. */
async function bothPictures(page: Page): Promise<[PNG, PNG]> {
  return await waitFor("page and session to be of one size", async () => {
    const [seen, real] = await Promise.all([picture(page), observer.screenshot()]);
    return seen.width === real.width && seen.height === real.height
      ? ([seen, real] as [PNG, PNG])
      : undefined;
  });
}

function inContainer(line: string): Promise<string> {
  return capture("docker", "exec", app.answer.container, "/bin/sh", "-c", line);
}

test("the page shows the desktop's real pixels", async () => {
  const page = await openDesktop(app.answer.url);
  await delay(1500);
  const [seen, real] = await bothPictures(page);
  const { psnr, share } = compare(seen, real);
  expect(psnr).toBeGreaterThan(30);
  expect(share).toBeGreaterThan(0.97);
  await page.context().close();
});

test("a command typed into a terminal takes effect inside the container", async () => {
  const page = await openDesktop(app.answer.url);
  await inContainer(
    "s6-setuidgid abc with-contenv xfce4-terminal --geometry 100x24+120+110 >/dev/null 2>&1 &",
  );
  await waitFor("a terminal window", async () => {
    return (await observer.run("xdotool search --onlyvisible --class xfce4-terminal || true")) !== "";
  });
  await page.mouse.click(500, 300);
  await delay(500);
  await page.keyboard.type('echo "Typed in a browser: äß€ {[]}" | tee ~/typed.txt');
  await page.keyboard.press("Enter");
  await waitFor("the typed command's file", async () => {
    const typed = await readFile(join(app.answer.data, "typed.txt"), "utf8").catch(() => "");
    return typed.trim() === "Typed in a browser: äß€ {[]}";
  });
  await page.context().close();
});

test("the pointer and the wheel arrive where they are", async () => {
  const page = await openDesktop(app.answer.url);
  await page.mouse.move(321, 234);
  await waitFor("the pointer", async () => {
    return (await observer.run("xdotool getmouselocation")).startsWith("x:321 y:234 ");
  });
  const events = observer.run("timeout 4 stdbuf -oL xinput test-xi2 --root || true");
  await delay(1500);
  await page.mouse.wheel(0, 360);
  await page.mouse.wheel(0, -120);
  // X11 buttons: 4 is a notch up, 5 a notch down.
  const pressed = [...(await events).matchAll(/RawButtonPress\)\n.*\n.*\n\s+detail: (\d+)/g)].map(
    match => match[1],
  );
  expect(pressed.join("")).toMatch(/^5+4+$/);
  await page.context().close();
});

test("the desktop follows the window's size", async () => {
  const page = await openDesktop(app.answer.url, 1000, 700);
  for (const [width, height] of [
    [1366, 768],
    [801, 601],
    [1600, 900],
  ] as const) {
    await page.setViewportSize({ width, height });
    const even = `${width - (width % 2)}x${height - (height % 2)}`;
    await waitFor(`a desktop of ${even}`, async () =>
      (await observer.run("xdpyinfo")).includes(`dimensions:    ${even} `),
    );
  }
  await page.context().close();
});

test("https works with a certificate that is made once and kept", async () => {
  const before = await readFile(join(app.answer.data, "ssl/cert.pem"), "utf8");
  const page = await openDesktop(app.answer.httpsUrl ?? "");
  await page.context().close();
  await app.porthole("restart", "webtop");
  expect(await readFile(join(app.answer.data, "ssl/cert.pem"), "utf8")).toBe(before);
  observer = await observe(app.answer.container);
});

test("a server that goes away and comes back finds the page waiting", async () => {
  const page = await openDesktop(app.answer.url);
  const health = JSON.parse(await inContainer("porthole-init health --json")) as HealthReport;
  const server = health.services.find(service => service.name === "svc-desktop");
  await inContainer(`kill -9 ${server?.pid}`);
  await waitFor(
    "the page to lose its server",
    async () => (await page.getAttribute("#link", "data-state")) !== "open",
  );
  await waitFor(
    "the page to be connected again",
    async () => (await page.getAttribute("#link", "data-state")) === "open",
    20_000,
  );
  await waitFor("the pointer", async () => {
    // What is done before the new server has reached the display goes nowhere.
    await page.mouse.move(221, 333);
    await page.mouse.move(222, 333);
    return (await observer.run("xdotool getmouselocation")).startsWith("x:222 y:333 ");
  });
  await page.reload();
  await waitFor("a picture after reloading", async () => colours(await picture(page)) > 16);
  await page.context().close();
});

test("plain http from another host shows the picture all the same, and says why it is not video", async () => {
  const page = await openDesktop(app.answer.url.replace("localhost", INSECURE_HOST));
  expect(await page.evaluate("isSecureContext")).toBe(false);
  await waitFor("words about it", async () =>
    /https/i.test((await page.locator("#messages").textContent()) ?? ""),
  );
  await page.context().close();
});

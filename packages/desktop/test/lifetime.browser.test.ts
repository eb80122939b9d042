import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { type Colour, distance, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { makeLink } from "./guest.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { closeSessionTerminal } from "./session-terminal.ts";
import { silentLine } from "./silent-line.ts";

/** What it takes until the server gives up a connection that does not answer, with much to spare. */
const PATIENCE = 60_000;

let desktop: RunningDesktop;
let chromium: Chromium;
beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop(), launchChromium()]);
  await closeSessionTerminal(desktop);
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
/** Whether the X server holds the left mouse button. */
const button = async () =>
  (await desktop.observer.run('xinput query-state "Virtual core XTEST pointer"')).includes("button[1]=down");

async function holdShift(page: Page): Promise<void> {
  await page.locator("#keys").focus();
  await page.keyboard.down("Shift");
  await waitFor("Shift", shift);
}

/** Waits until what the desktop shows from now on is on the page. */
async function expectLive(page: Page, colour: Colour): Promise<void> {
  await desktop.observer.run(
    `convert -size 1700x700 'xc:rgb(${colour})' miff:- | { display -window root miff:- || true; }`,
  );
  await waitFor("the new picture", async () => {
    const shot = await shoot(page);
    return [100, 300].every(y => distance(shot.at(shot.width - 3, y), colour) <= 2);
  });
}

/** Waits until the pointer of this page, which may still have to come back, is at a place of the whole desktop. */
async function expectPointer(page: Page, x: number, y: number, place: string): Promise<void> {
  await waitFor(
    "its pointer",
    async () => {
      await page.mouse.move(x + 1, y);
      await page.mouse.move(x, y);
      return (await desktop.observer.run("xdotool getmouselocation")).startsWith(place);
    },
    PATIENCE,
  );
}

/** Stops processes of the browser until what is returned is disposed. */
async function sleep(which: (type: string) => boolean): Promise<Disposable> {
  const devtools = await chromium.browser.newBrowserCDPSession();
  const { processInfo } = await devtools.send("SystemInfo.getProcessInfo");
  const ids = processInfo.filter(({ type }) => which(type)).map(({ id }) => id);
  const tell = (signal: "SIGSTOP" | "SIGCONT") => {
    for (const id of ids) {
      process.kill(id, signal);
    }
  };
  tell("SIGSTOP");
  return { [Symbol.dispose]: () => tell("SIGCONT") };
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
  await expectPointer(second, 40, 30, "x:1040 y:30");
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

it("a line that falls silent leaves no key and no button down; on another one the guest is the same, at the same size, once", async () => {
  await using line = await silentLine(desktop.port);
  using owner = await FakePage.open(desktop.url);
  const made = await makeLink(owner, "controller", "Anna");
  const page = await chromium.open(`http://localhost:${line.port}/s/${made.link}/#code=${made.code}`, {
    viewport: { width: 720, height: 560 },
  });
  await waitFor("its size", async () => (await size()) === "720x560");
  const before = await owner.wait(
    "people",
    ({ names, persons }) => names.includes("Anna") && persons.length === 2,
  );
  owner.forget();
  await holdShift(page);
  await page.mouse.move(20, 500);
  await page.mouse.down();
  await waitFor("the button", button);
  line.hush();
  await waitFor("no Shift", async () => !(await shift()));
  await waitFor("no button", async () => !(await button()));
  await waitFor("Anna, who does not answer", () =>
    owner.of("people").some(({ names, silent }) => silent[names.indexOf("Anna")]),
  );
  await waitFor(
    "Anna on another connection",
    () => owner.of("people").some(({ persons }) => persons.length === 3),
    PATIENCE,
  );
  await page.keyboard.up("Shift");
  await page.mouse.up();
  await waitFor("the connection", async () => (await state(page)) === "open", PATIENCE);
  await expectPointer(page, 33, 44, "x:33 y:44");
  await expectLive(page, [0x20, 0x60, 0xa0]);
  expect(await shift()).toBe(false);
  expect(await size()).toBe("720x560");
  await page.mouse.down();
  await waitFor("the button again", button);
  // The dead connection goes when it does not answer; then Anna is there once, as what she was.
  const after = await waitFor(
    "Anna once",
    () => {
      const people = owner.of("people").at(-1);
      return people && people.persons.length === 2 ? people : undefined;
    },
    PATIENCE,
  );
  expect(after.roles).toEqual(before.roles);
  // Held still all that while, on a line that is well.
  expect(await button()).toBe(true);
  await page.mouse.up();
  await page.context().close();
});

it("a page that sleeps leaves no key down, and goes on where it was when it wakes", async () => {
  const page = await chromium.open(desktop.url, { viewport: { width: 800, height: 608 } });
  await waitFor("its size", async () => (await size()) === "800x608");
  await holdShift(page);
  {
    // Only the page: the browser itself still answers for it, so the connection stays.
    using _ = await sleep(type => type === "renderer");
    await waitFor("no Shift", async () => !(await shift()));
  }
  await page.keyboard.up("Shift");
  await waitFor("the connection", async () => (await state(page)) === "open", PATIENCE);
  await expectPointer(page, 55, 66, "x:55 y:66");
  await expectLive(page, [0xa0, 0x50, 0x10]);
  expect([await shift(), await size()]).toEqual([false, "800x608"]);
  await page.context().close();
});

it("a machine that slept until it was given up has its windows back by itself, each with its monitor, when it wakes", async () => {
  await using line = await silentLine(desktop.port);
  const first = await chromium.open(`http://localhost:${line.port}/`, {
    viewport: { width: 1000, height: 600 },
  });
  await waitFor("the first monitor", async () => (await size()) === "1000x600");
  await first.click("#handle");
  const [second] = await Promise.all([first.waitForEvent("popup"), first.click("#add-monitor")]);
  await second.setViewportSize({ width: 640, height: 600 });
  await waitFor("both", async () => (await size()) === "1640x600");
  const pages = [first, second];
  await Promise.all(pages.map(page => page.evaluate(() => Object.assign(window, { loadedOnce: true }))));
  await holdShift(second);
  {
    using _ = await sleep(() => true);
    line.hush();
    await waitFor("no Shift", async () => !(await shift()));
    await waitFor("the end of the second monitor", async () => (await size()) === "1000x600", PATIENCE);
  }
  await second.keyboard.up("Shift");
  for (const page of pages) {
    await waitFor("the connection", async () => (await state(page)) === "open", PATIENCE);
  }
  await waitFor("both again", async () => (await size()) === "1640x600");
  await expectPointer(second, 40, 30, "x:1040 y:30");
  await expectPointer(first, 70, 80, "x:70 y:80");
  await expectLive(first, [0x10, 0x80, 0x40]);
  await expectLive(second, [0x70, 0x20, 0x70]);
  expect(await shift()).toBe(false);
  for (const page of pages) {
    expect(await page.evaluate(() => "loadedOnce" in window)).toBe(true);
  }
  await first.context().close();
});

import type { BrowserContextOptions, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { type Colour, distance, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { closeSessionTerminal } from "./session-terminal.ts";
import { xcursorFile } from "./xcursor.ts";

const FRAMES = [
  { colour: 0xd02010, milliseconds: 60 },
  { colour: 0x1060c0, milliseconds: 60 },
  { colour: 0x20a030, milliseconds: 60 },
];
const COLOURS: readonly Colour[] = [
  [0xd0, 0x20, 0x10],
  [0x10, 0x60, 0xc0],
  [0x20, 0xa0, 0x30],
];

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

/** Fills the screen with a terminal that has an animated pointer; `pointer` is the file's content. */
async function showPointer(pointer: Buffer): Promise<void> {
  const folder = "/tmp/pointers/animated/cursors";
  await desktop.exec(`mkdir -p ${folder}; kill $(pidof xterm) || true`);
  await desktop.write(`${folder}/xterm`, pointer);
  await desktop.asUser(
    "DISPLAY=:1 XCURSOR_PATH=/tmp/pointers XCURSOR_THEME=animated xterm -geometry 300x100+0+0 >/dev/null 2>&1 &",
  );
}

/** Colours that have been at this place, as many of {@link COLOURS} as were seen. */
async function coloursAt(page: Page, x: number, y: number): Promise<Set<Colour>> {
  const shot = await shoot(page);
  const colour = shot.at(x, y);
  return new Set(COLOURS.filter(one => distance(one, colour) <= 2));
}

/** Opens the desktop and waits for its picture, before which no pointer moves. */
async function open(options: BrowserContextOptions = {}): Promise<Page> {
  const page = await chromium.open(desktop.url, options);
  const ready = () => page.locator("#screen video").evaluate(video => (video as HTMLVideoElement).readyState);
  await waitFor("the picture", async () => (await ready()) >= 2);
  return page;
}

describe("an animated pointer", () => {
  it("of 128 pixels is drawn by the page, its hot spot where the mouse is, and moves with it", async () => {
    await showPointer(xcursorFile(128, 100, FRAMES));
    const page = await open();
    await page.mouse.move(600, 300);
    const image = page.locator("#pointer");
    await waitFor("the pointer", () => image.isVisible());
    expect(await image.boundingBox()).toEqual({ x: 500, y: 200, width: 128, height: 128 });
    const seen = new Set<Colour>();
    await waitFor("every picture of it", async () => {
      for (const colour of await coloursAt(page, 510, 210)) {
        seen.add(colour);
      }
      return seen.size === COLOURS.length;
    });
    // At the edge, where the browser would show another pointer in its place.
    await page.mouse.move(20, 100);
    await waitFor("the pointer to follow", async () => (await image.boundingBox())?.x === -80);
    await page.context().close();
  });

  it("is as large in the desktop's pixels on a screen of two pixels a CSS pixel", async () => {
    await showPointer(xcursorFile(128, 100, FRAMES));
    const page = await open({
      deviceScaleFactor: 2,
      viewport: { width: 640, height: 360 },
    });
    await page.mouse.move(300, 150);
    const image = page.locator("#pointer");
    await waitFor("the pointer", () => image.isVisible());
    await waitFor("its size", async () => (await image.boundingBox())?.width === 64);
    expect(await image.boundingBox()).toEqual({ x: 250, y: 100, width: 64, height: 64 });
    await page.context().close();
  });

  it("of 24 pixels is the browser's own, and crosses the wire once", async () => {
    await showPointer(xcursorFile(24, 7, FRAMES));
    const page = await open();
    using watcher = await FakePage.open(desktop.url, { width: 1280, height: 720 });
    await page.mouse.move(601, 301);
    const css = () => page.locator("#stage").evaluate(stage => getComputedStyle(stage).cursor);
    await waitFor("the pointer", async () => /image\/png.* 7 7, default/.test(await css()));
    const seen = new Set<string>();
    await waitFor("every picture of it", async () => seen.add(await css()).size > FRAMES.length - 1);
    const before = watcher.of("cursor").length;
    const again = watcher.of("cursorAgain").length;
    await waitFor("it to go round", () => watcher.of("cursorAgain").length > again + 2 * FRAMES.length);
    expect(watcher.of("cursor")).toHaveLength(before);
    await page.context().close();
  });
});

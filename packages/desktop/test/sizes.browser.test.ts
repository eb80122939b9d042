import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { type Colour, distance, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { closeSessionTerminal } from "./session-terminal.ts";

/** What fills the desktop, and what is right at its left top corner. */
const GROUND: Colour = [200, 140, 60];
/** How far a colour may be off, by the codec and by smoothing. */
const NEAR = 12;
/** Height of the page's top edge, in pixels, where its tool bar may be; not looked at. */
const EDGE = 40;

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

const screen = async ({ observer } = desktop) =>
  /dimensions: +([0-9x]+)/.exec(await observer.run("xdpyinfo"))?.[1];

/** Fills the desktop, also what a larger one will have, with what ImageMagick draws. */
async function paint(picture: string, { observer } = desktop): Promise<void> {
  await observer.run(`{ display -window root ${picture} || true; }`);
}

/** Whether a colour is on the way from one to another, as what is scaled has it at its edges. */
function isBetween(colour: Colour, a: Colour, b: Colour): boolean {
  for (let share = 0; share <= 16; share++) {
    const mixed = a.map((value, i) => value + (((b[i] ?? 0) - value) * share) / 16);
    if (distance(colour, mixed as unknown as Colour) <= NEAR) {
      return true;
    }
  }
  return false;
}

/** What beside `a`, `b` and what lies between them is on the page, every few pixels. */
async function foreignOn(page: Page, a: Colour, b: Colour): Promise<string[]> {
  const shot = await shoot(page);
  const foreign: string[] = [];
  for (let y = EDGE; y < shot.height; y += 3) {
    for (let x = 0; x < shot.width; x += 3) {
      const colour = shot.at(x, y);
      if (!isBetween(colour, a, b)) {
        foreign.push(`${x},${y} of ${shot.width}x${shot.height}: ${colour}`);
      }
    }
  }
  return foreign;
}

describe("while the window is dragged to other sizes", () => {
  it("the page shows the desktop and its own ground, and never anything else", async () => {
    const page = await chromium.open(desktop.url, { viewport: { width: 900, height: 600 } });
    await paint(`-size 1600x1000 'xc:rgb(${GROUND.join(",")})'`);
    await waitFor("the desktop", async () => {
      const shot = await shoot(page);
      return distance(shot.at(450, 300), GROUND) <= NEAR;
    });
    const background = await page.evaluate(
      () => getComputedStyle(document.body).backgroundColor.match(/\d+/g)?.map(Number) ?? [],
    );
    const own = background.slice(0, 3) as unknown as Colour;
    const foreign: string[] = [];
    for (let i = 1; i <= 14; i++) {
      // Larger and smaller, wider and higher: in steps as a hand makes them, and in leaps.
      const width = 900 + (i % 2 === 0 ? -1 : 1) * i * 23;
      const height = 600 + (i % 3 === 0 ? -1 : 1) * i * 17;
      await page.setViewportSize({ width, height });
      foreign.push(...(await foreignOn(page, GROUND, own)));
    }
    const { width = 0, height = 0 } = page.viewportSize() ?? {};
    await waitFor("the last size", async () => (await screen()) === `${width & ~1}x${height & ~1}`);
    foreign.push(...(await foreignOn(page, GROUND, own)));
    expect(foreign).toEqual([]);
    await page.context().close();
  });
});

describe("a page of odd size", () => {
  it("shows the desktop pixel for pixel, with a row and a column left over", async () => {
    const page = await chromium.open(desktop.url, { viewport: { width: 1001, height: 701 } });
    await waitFor("the desktop's size", async () => (await screen()) === "1000x700");
    // Lines a pixel wide, which any scaling or shift by a part of a pixel would make grey.
    await desktop.observer.run(
      "{ convert -size 1x1 xc:black xc:white +append miff:- | convert -size 1000x700 tile:- miff:- | display -window root miff:- || true; }",
    );
    const wanted = await desktop.observer.screenshot();
    expect([...wanted.data.subarray(0, 8)]).toEqual([0, 0, 0, 255, 255, 255, 255, 255]);
    const worst = async () => {
      const seen = PNG.sync.read(await page.screenshot());
      let most = 0;
      for (let y = EDGE; y < 700; y += 7) {
        for (let x = 0; x < 1000; x++) {
          const [a, b] = [(y * 1000 + x) * 4, (y * seen.width + x) * 4];
          most = Math.max(most, Math.abs((wanted.data[a] ?? 0) - (seen.data[b] ?? 0)));
        }
      }
      return most;
    };
    await waitFor("the lines", async () => (await worst()) <= 16, 15_000);
    await page.context().close();
  });
});

describe("a page of 8K", () => {
  it("shows a desktop of 7680×4320, with the right pixels in its corners", { timeout: 240_000 }, async () => {
    const page = await chromium.open(desktop.url, { viewport: { width: 7680, height: 4320 } });
    await waitFor("the desktop's size", async () => (await screen()) === "7680x4320", 60_000);
    await desktop.observer.run(
      "{ convert -size 3840x2160 \\( xc:red xc:lime +append \\) \\( xc:blue xc:white +append \\) -append miff:- | display -window root miff:- || true; }",
    );
    const corners: [number, number, Colour][] = [
      [100, 1000, [255, 0, 0]],
      [7600, 1000, [0, 255, 0]],
      [100, 4300, [0, 0, 255]],
      [3839, 2161, [0, 0, 255]],
      [3840, 2161, [255, 255, 255]],
      [7679, 4319, [255, 255, 255]],
    ];
    const off = async () => {
      let most = 0;
      for (const [x, y, colour] of corners) {
        const { data } = PNG.sync.read(await page.screenshot({ clip: { x, y, width: 1, height: 1 } }));
        most = Math.max(most, distance([data[0] ?? 0, data[1] ?? 0, data[2] ?? 0], colour));
      }
      return most;
    };
    await waitFor("the corners", async () => (await off()) <= 2, 120_000);
    await page.context().close();
  });
});

describe("with MAX_RES", () => {
  it("a desktop grows with its window no further than that, in the window's shape, and fills it", async () => {
    await using small = await startDesktop({ MAX_RES: "800x600" });
    await closeSessionTerminal(small);
    const page = await chromium.open(small.url, { viewport: { width: 640, height: 480 } });
    await waitFor("the window's size", async () => (await screen(small)) === "640x480");
    await page.setViewportSize({ width: 1600, height: 900 });
    await waitFor("half of the window's size", async () => (await screen(small)) === "800x450");
    await paint(`-size 800x600 'xc:rgb(${GROUND.join(",")})'`, small);
    await waitFor("the picture in every corner", async () => {
      const shot = await shoot(page);
      const corners = [3, shot.width - 3].flatMap(x => [EDGE, shot.height - 3].map(y => shot.at(x, y)));
      return corners.every(colour => distance(colour, GROUND) <= NEAR);
    });
    await page.mouse.move(1200, 300);
    await waitFor("the pointer", async () =>
      (await small.observer.run("xdotool getmouselocation")).startsWith("x:600 y:150"),
    );
    await page.setViewportSize({ width: 600, height: 800 });
    await waitFor("the window's shape", async () => (await screen(small)) === "450x600");
    await page.context().close();
  });
});

import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { type Colour, distance, type Seen, type Shot, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { closeSessionTerminal } from "./session-terminal.ts";

const MARK: Colour = [0x20, 0xa0, 0x60];
const MARGIN = 16;
const SIZE = { width: 64, height: 48 };

let desktop: RunningDesktop;
let chromium: Chromium;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([
    startDesktop({ WATERMARK_PNG: "/config/mark.png", WATERMARK_LOCATION: "4" }),
    launchChromium(),
  ]);
  await desktop.write("/config/mark.png", markPng());
  await closeSessionTerminal(desktop);
});
afterAll(async () => {
  for (const started of [chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

/** The left half is opaque, the right half lets half of what is below through. */
function markPng(): Buffer {
  const png = new PNG(SIZE);
  for (let i = 0; i < SIZE.width * SIZE.height; i++) {
    png.data.set([...MARK, i % SIZE.width < SIZE.width / 2 ? 255 : 128], i * 4);
  }
  return PNG.sync.write(png);
}

/** Starts the server anew with the watermark at `location`. */
async function restart(location: number): Promise<void> {
  await desktop.exec(
    `printf ${location} > /run/s6/container_environment/WATERMARK_LOCATION; kill -9 $(pidof node)`,
  );
  await waitFor("the server", async () => (await fetch(`${desktop.url}health`).catch(() => undefined))?.ok);
}

/** Fills the screen with one grey. */
async function paint(grey: number): Promise<void> {
  await desktop.observer.run(
    `{ display -window root -size 1280x720 'xc:rgb(${grey},${grey},${grey})' || true; }`,
  );
}

const half = (grey: number) => MARK.map(value => Math.round((value + grey) / 2)) as unknown as Colour;

/** Where the opaque half's left top corner is, by its colour; undefined where it is not to be seen. */
function find(shot: Shot): { x: number; y: number } | undefined {
  for (let y = 0; y < shot.height; y += 4) {
    for (let x = 0; x < shot.width; x += 4) {
      if (distance(shot.at(x, y), MARK) <= 6) {
        return { x, y };
      }
    }
  }
  return undefined;
}

/** Whether the mark stands at 4, bottom right, over this grey. */
async function isRight(page: Seen, grey: number): Promise<boolean> {
  const shot = await shoot(page);
  const [x, y] = [shot.width - MARGIN - SIZE.width, shot.height - MARGIN - SIZE.height];
  return (
    distance(shot.at(x + 16, y + 24), MARK) <= 2 &&
    distance(shot.at(x + 48, y + 24), half(grey)) <= 3 &&
    distance(shot.at(x - 8, y + 24), [grey, grey, grey]) <= 2 &&
    distance(shot.at(100, 100), [grey, grey, grey]) <= 2
  );
}

describe("the watermark", () => {
  it("that cannot be read is told in the log, and the desktop goes on without it", async () => {
    expect(await desktop.logs()).toContain('WATERMARK_PNG "/config/mark.png" cannot be read');
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
  });

  it("stands where it should, over whatever changes below it, and costs nothing while nothing does", async () => {
    await restart(4);
    const page = await chromium.open(desktop.url);
    using watcher = await FakePage.open(desktop.url, { width: 1280, height: 720 });
    for (const grey of [200, 40, 120]) {
      await paint(grey);
      await waitFor(`the watermark over ${grey}`, () => isRight(page, grey));
    }
    await watcher.settled(1000);
    const frames = watcher.of("frame").length;
    await watcher.settled(1500);
    expect(watcher.of("frame").length).toBe(frames);
    const inside = await desktop.observer.screenshot();
    expect([...inside.data.subarray(0, 3)]).toEqual([120, 120, 120]);
    const corner = ((720 - MARGIN - 24) * 1280 + 1280 - MARGIN - SIZE.width + 16) * 4;
    expect([...inside.data.subarray(corner, corner + 3)]).toEqual([120, 120, 120]);
    await page.context().close();
  });

  it("wanders at 6, and leaves nothing behind", async () => {
    await restart(6);
    const page = await chromium.open(desktop.url);
    await paint(120);
    const places: { x: number; y: number }[] = [];
    await waitFor("three places", async () => {
      const place = find(await shoot(page));
      if (place && !places.some(({ x, y }) => Math.abs(x - place.x) + Math.abs(y - place.y) < 80)) {
        places.push(place);
      }
      return places.length >= 2;
    });
    const [first] = places;
    const shot = await shoot(page);
    expect(distance(shot.at((first?.x ?? 0) + 2, (first?.y ?? 0) + 2), [120, 120, 120])).toBeLessThanOrEqual(
      3,
    );
    await page.context().close();
  });
});

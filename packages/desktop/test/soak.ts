import { CODEC, CODEC_BIT, DISPLAY_NEW, STREAM_SETTINGS } from "@porthole/protocol";
import { collectGarbage } from "./collect-garbage.ts";
import { FakePage } from "./fake-page.ts";
import { motion } from "./motion.ts";
import { type Held, heldBy } from "./processes.ts";
import type { RunningDesktop } from "./running-desktop.ts";

/** Size at which memory is compared. */
const SIZE = { width: 1280, height: 720 };
/**
 * Memory at rest is what so many looks in a row find, so many MB about, with so many ms between them: longer together than the
 * five seconds of quiet after which the server gives back what its heap holds unused.
 */
const ALIKE = 4;
const NEAR = 0.5;
const PAUSE = 2000;

/** How a desktop is strained. */
export type Strain = {
  milliseconds: number;
  /** Time, in ms, between two changes on the screen. */
  change: number;
  /** Least time, in ms, from one page that comes to the next. */
  round: number;
};

/**
 * Keeps a desktop busy: a terminal scrolls while pages resize, hide, come and go, in every codec and on further monitors.
 * Gives how many came.
 */
export async function strain(
  desktop: RunningDesktop,
  { milliseconds, change, round }: Strain,
): Promise<number> {
  await using _ = await motion(desktop, change);
  const end = performance.now() + milliseconds;
  let pages = 0;
  using steady = await FakePage.open(desktop.url, SIZE);
  while (performance.now() < end) {
    const began = performance.now();
    using page = await FakePage.open(desktop.url, {
      ...SIZE,
      codecs: CODEC_BIT.h264 | CODEC_BIT.h264yuv444 | CODEC_BIT.jpeg,
    });
    steady.send({
      kind: "resize",
      width: 640 + ((pages * 97) % 641),
      height: 400 + ((pages * 61) % 321),
      scale: 100,
    });
    steady.send({ kind: "visibility", visible: pages % 7 !== 3 });
    await page.wait("frame");
    await changeCodec(page, pages % 3);
    if (pages % 5 === 4) {
      const second = await FakePage.open(desktop.url, { width: 500, height: 400, display: DISPLAY_NEW });
      await second.wait("frame");
      second.close();
    }
    steady.forget();
    pages++;
    await new Promise(resolve => setTimeout(resolve, Math.max(0, began + round - performance.now())));
  }
  return pages;
}

/** Has the page go on in H.264 with full colour, as JPEG, or as it is. */
async function changeCodec(page: FakePage, turn: number): Promise<void> {
  if (turn === 1) {
    page.send({ kind: "setting", setting: STREAM_SETTINGS.fullColour.id, value: 1 });
    await page.wait("display", ({ codec }) => codec === CODEC.h264yuv444);
  } else if (turn === 2) {
    page.send({ kind: "setting", setting: STREAM_SETTINGS.codec.id, value: CODEC.jpeg });
    await page.wait("rectangle");
  }
}

/**
 * What is held while one page at 1280×720 shows a still picture: the least that was seen. With `collected`, what nothing refers to is
 * given up first, until there is no more of it, so that only what is in use counts.
 */
export async function atRest(desktop: RunningDesktop, collected: boolean): Promise<Held> {
  using page = await FakePage.open(desktop.url, SIZE);
  await page.wait("frame");
  await page.settled();
  let least = await heldBy(desktop);
  let same = 0;
  while (same < ALIKE) {
    if (collected) {
      await collectGarbage(desktop);
    }
    await new Promise(resolve => setTimeout(resolve, PAUSE));
    const next = await heldBy(desktop);
    // What is collected leads to more that can be, and goes back to the system some time later.
    same = memoryOf(next) > memoryOf(least) - NEAR ? same + 1 : 0;
    least = memoryOf(next) < memoryOf(least) ? next : least;
  }
  return least;
}

/** MB of both servers together. */
export function memoryOf({ server, xServer }: Held): number {
  return server + xServer;
}

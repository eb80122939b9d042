import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { compare } from "../../../tests/support/likeness.ts";
import { type Colour, distance, type Seen, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import type { RunningDesktop } from "./running-desktop.ts";

/** Fields of colour on a screen of 1280×720, as an X client inside paints them. */
const FIELD = { columns: 16, width: 80, height: 80 };
/** Corners of the colour cube, where rounding shows most, and others spread over it. The page's notices are below them. */
const FIELDS: readonly Colour[] = [
  ...[0, 1, 2, 3, 4, 5, 6, 7].map((i): Colour => [i & 1 ? 255 : 0, i & 2 ? 255 : 0, i & 4 ? 255 : 0]),
  ...Array.from({ length: 120 }, (_, i): Colour => [(i * 37) % 256, (i * 101) % 256, (i * 173) % 256]),
];

function place(index: number): { left: number; top: number } {
  return {
    left: (index % FIELD.columns) * FIELD.width,
    top: Math.floor(index / FIELD.columns) * FIELD.height,
  };
}

/** Waits until the desktop has the page's size, and fills it with fields of colour. */
export async function paintFields({ observer }: RunningDesktop): Promise<void> {
  await waitFor("a desktop of the page's size", async () =>
    (await observer.run("xdpyinfo | grep dimensions")).includes("1280x720"),
  );
  const draw = FIELDS.map((colour, i) => {
    const { left, top } = place(i);
    return `-fill 'rgb(${colour.join(",")})' -draw 'rectangle ${left},${top} ${left + FIELD.width - 1},${top + FIELD.height - 1}'`;
  });
  await observer.run(
    `xdotool search --onlyvisible --class xterm windowkill %@ || true; convert -size 1280x720 xc:black ${draw.join(" ")} /tmp/scene.png; display -window root /tmp/scene.png || true`,
  );
}

/** Fills the desktop with small text in this colour. */
export async function paintText({ observer }: RunningDesktop, colour: string): Promise<void> {
  await waitFor("a desktop of the page's size", async () =>
    (await observer.run("xdpyinfo | grep dimensions")).includes("1280x720"),
  );
  const lines = Array.from({ length: 40 }, (_, i) =>
    `${i} The quick brown fox jumps over the lazy dog. `.repeat(3),
  );
  await observer.run(
    `xdotool search --onlyvisible --class xterm windowkill %@ || true; convert -size 1280x720 xc:'rgb(235,235,220)' -fill '${colour}' -pointsize 13 -annotate +8+20 '${lines.join("\n")}' /tmp/text.png; display -window root /tmp/text.png || true`,
  );
}

/** How like the desktop the page is, in dB, below the tool bar and above the page's notices. */
export async function likeness({ observer }: RunningDesktop, page: Page): Promise<number> {
  const [wanted, seen] = [await observer.screenshot(), PNG.sync.read(await page.screenshot())];
  return compare(cropped(wanted), cropped(seen)).psnr;
}

function cropped(picture: PNG): PNG {
  const part = new PNG({ width: 1280, height: 440 });
  PNG.bitblt(picture, part, 0, 100, 1280, 440, 0, 0);
  return part;
}

/** How far the page's colours are from those painted, in the channel and field that is worst. */
export async function worstField(page: Seen): Promise<number> {
  const shot = await shoot(page);
  return Math.max(
    ...FIELDS.map((colour, i) => {
      const { left, top } = place(i);
      return distance(shot.at(left + FIELD.width / 2, top + FIELD.height / 2), colour);
    }),
  );
}

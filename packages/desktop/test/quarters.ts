import { type Colour, distance, type Seen, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import type { RunningDesktop } from "./running-desktop.ts";

/** Four colours in the quarters of a screen of 1280×720, as an X client inside paints them. */
const QUARTERS: readonly { colour: Colour; x: number; y: number }[] = [
  { colour: [200, 30, 40], x: 200, y: 200 },
  { colour: [20, 160, 60], x: 1000, y: 200 },
  { colour: [30, 60, 220], x: 200, y: 600 },
  { colour: [250, 240, 230], x: 1000, y: 600 },
];

/** Waits until the desktop has the page's size, and fills its quarters with colours. */
export async function paintQuarters({ observer }: RunningDesktop): Promise<void> {
  await waitFor("a desktop of the page's size", async () =>
    (await observer.run("xdpyinfo | grep dimensions")).includes("1280x720"),
  );
  const draw = QUARTERS.map(({ colour, x, y }) => {
    const [left, top] = [x < 640 ? 0 : 640, y < 360 ? 0 : 360];
    return `-fill 'rgb(${colour.join(",")})' -draw 'rectangle ${left},${top} ${left + 639},${top + 359}'`;
  });
  await observer.run(
    `xdotool search --onlyvisible --class xterm windowkill %@ || true; convert -size 1280x720 xc:black ${draw.join(" ")} /tmp/scene.png; display -window root /tmp/scene.png || true`,
  );
}

/** How far the page's colours are from those painted, in the channel that is worst; of those in between too. */
export async function worstQuarter(page: Seen, { observer }: RunningDesktop): Promise<number> {
  const [shot, inside] = [await shoot(page), await observer.screenshot()];
  return Math.max(
    ...QUARTERS.flatMap(({ colour, x, y }) => {
      const at = (y * inside.width + x) * 4;
      const painted: Colour = [inside.data[at] ?? 0, inside.data[at + 1] ?? 0, inside.data[at + 2] ?? 0];
      return [distance(painted, colour), distance(shot.at(x, y), painted)];
    }),
  );
}

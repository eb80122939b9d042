import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, INSECURE_HOST, launchChromium } from "../../../tests/support/chromium.ts";
import { type Colour, distance, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** Four colours in the quarters of the screen, as an X client inside paints them. */
const QUARTERS: readonly { colour: Colour; x: number; y: number }[] = [
  { colour: [200, 30, 40], x: 200, y: 200 },
  { colour: [20, 160, 60], x: 1000, y: 200 },
  { colour: [30, 60, 220], x: 200, y: 600 },
  { colour: [250, 240, 230], x: 1000, y: 600 },
];

/** Eight bits of limited-range colour, rounded in libyuv and again in the browser, move a saturated colour so far. */
const NEAR = 3;

let desktop: RunningDesktop;
let chromium: Chromium;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop(), launchChromium()]);
});
afterAll(async () => {
  await chromium[Symbol.asyncDispose]();
  await desktop[Symbol.asyncDispose]();
});

async function paint(): Promise<void> {
  const draw = QUARTERS.map(({ colour, x, y }) => {
    const [left, top] = [x < 640 ? 0 : 640, y < 360 ? 0 : 360];
    return `-fill 'rgb(${colour.join(",")})' -draw 'rectangle ${left},${top} ${left + 639},${top + 359}'`;
  });
  await desktop.observer.run(
    `xdotool search --onlyvisible --class xterm windowkill %@ || true; convert -size 1280x720 xc:black ${draw.join(" ")} /tmp/scene.png; display -window root /tmp/scene.png || true`,
  );
}

describe("the picture on the page", () => {
  it.each([
    ["H.264", "localhost"],
    ["JPEG, on a page without WebCodecs", INSECURE_HOST],
  ])("has the colours of the desktop: %s", async (_name, host) => {
    const page = await chromium.open(`http://${host}:${desktop.port}/`);
    await waitFor("a desktop of the page's size", async () =>
      (await desktop.observer.run("xdpyinfo | grep dimensions")).includes("1280x720"),
    );
    await paint();
    const off = async () => {
      const [shot, inside] = [await shoot(page), await desktop.observer.screenshot()];
      return Math.max(
        ...QUARTERS.flatMap(({ colour, x, y }) => {
          const at = (y * inside.width + x) * 4;
          const painted: Colour = [inside.data[at] ?? 0, inside.data[at + 1] ?? 0, inside.data[at + 2] ?? 0];
          return [distance(painted, colour), distance(shot.at(x, y), painted)];
        }),
      );
    };
    await waitFor("the colours", async () => (await off()) <= NEAR);
    expect(await off()).toBeLessThanOrEqual(NEAR);
    await page.context().close();
  });
});

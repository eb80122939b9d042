import { setTimeout as delay } from "node:timers/promises";
import type { Page } from "playwright-core";
import { waitFor } from "../../tests/support/wait.ts";
import { type FigureGroup, median } from "../figure.ts";
import { openKiosk } from "../glass/browser.ts";
import { type Monitor, startMonitor } from "../glass/monitor.ts";
import { watch } from "../glass/probe.ts";
import { SQUARES } from "../glass/scenes.ts";
import { porthole } from "../glass/servers/porthole.ts";
import { flipDelays, type Sighting } from "../glass/statistics.ts";
import { type Echo, openEcho, openTypist, type Typist } from "../glass/typist.ts";

/** Keys of a sample. */
const KEYS = 60;
const SAMPLES = 3;
const opened = new AsyncDisposableStack();

/** Medians of one sample in ms: from the page's event, and from the keyboard. */
type Delays = { page: number; keyboard: number };

/** From a key in the page to the pixel that an application changes at it, on a monitor. Needs Chromium and Xvfb. */
export const inputGlass: FigureGroup = {
  id: "input-glass",
  about: "keys from the page to the glass",
  async figures() {
    const monitor = opened.use(await startMonitor());
    const server = opened.use(await porthole.start());
    const { page } = opened.use(await openKiosk(monitor.display));
    // Its question would take the keyboard.
    await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
    await page.goto(`http://127.0.0.1:${server.port}${server.path}`);
    await page.waitForSelector("#screen > *");
    // The desktop has taken the page's size once a frame of it is there.
    await waitFor("the picture", () =>
      page.evaluate("document.querySelector('#screen').clientWidth === 1920"),
    );
    await page.evaluate(CLOCK);
    const typist = opened.use(await openTypist(monitor.display));
    await typist.click();
    const echo = opened.use(await openEcho(server.display, SQUARES.type));
    await waitFor("a key to arrive", async () => {
      // The click may reach the desktop later, and give the keyboard to what is below it.
      echo.focus();
      typist.press(0);
      await delay(300);
      return echo.keys() > 0;
    });
    const taken: Promise<Delays>[] = [];
    const sample = (index: number) => (taken[index] ??= time(page, monitor, typist, echo));
    const sampler = (of: keyof Delays) => {
      let index = 0;
      return async () => (await sample(index++))[of];
    };
    const figure = { unit: "ms", tolerance: 2, samples: SAMPLES } as const;
    return [
      {
        ...figure,
        id: "input.glass",
        what: "key pressed in the page to the pixel it changes on the glass",
        most: 16,
        sample: sampler("page"),
      },
      {
        ...figure,
        id: "input.glass.keyboard",
        what: "the same, from the keyboard of the machine that shows the page",
        most: Number.POSITIVE_INFINITY,
        sample: sampler("keyboard"),
      },
    ];
  },
  close: () => opened.disposeAsync(),
};

async function time(page: Page, { framebuffer }: Monitor, typist: Typist, echo: Echo): Promise<Delays> {
  const { x, y, width, height } = SQUARES.type;
  const before = echo.keys();
  await page.evaluate("keyTimes.length = 0");
  const probe = await watch(framebuffer, { pixel: { x: x + (width >> 1), y: y + (height >> 1) } });
  const pressed: Sighting[] = [];
  for (let i = 1; i <= KEYS; i++) {
    await delay(240 + 34 * Math.random());
    pressed.push(typist.press((before + i) % 2));
  }
  await delay(300);
  const { seen } = await probe.end();
  const events = ((await page.evaluate("keyTimes")) as number[]).map(
    (at, i): Sighting => [
      at - performance.timeOrigin - performance.now() + Number(process.hrtime.bigint()) / 1e6,
      (before + i + 1) % 2,
    ],
  );
  const [byPage, byKeyboard] = [flipDelays(events, seen), flipDelays(pressed, seen)];
  if (echo.keys() - before !== KEYS || byPage.length < KEYS * 0.95 || byKeyboard.length < KEYS * 0.95) {
    throw new Error(
      `${KEYS} keys were pressed, the page saw ${events.length}, the application ${echo.keys() - before}, the monitor ${byPage.length} answers`,
    );
  }
  return { page: median(byPage), keyboard: median(byKeyboard) };
}

/** Writes down in the page when keys go down, before the page itself hears of it. */
const CLOCK = `
  window.keyTimes = [];
  window.addEventListener("keydown", () => keyTimes.push(performance.timeOrigin + performance.now()), true);
`;

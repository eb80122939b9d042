import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { type Colour, distance, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { closeSessionTerminal } from "./session-terminal.ts";

const LEFT: Colour = [0x20, 0x60, 0xa0];
const RIGHT: Colour = [0xa0, 0x50, 0x10];

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

const screen = async () => /dimensions: +([0-9x]+)/.exec(await desktop.observer.run("xdpyinfo"))?.[1];

async function shows(page: Page, colour: Colour): Promise<boolean> {
  const shot = await shoot(page);
  const corners = [
    shot.at(2, shot.height - 3),
    shot.at(shot.width - 3, 100),
    shot.at(shot.width - 3, shot.height - 3),
  ];
  return corners.every(one => distance(one, colour) <= 2);
}

describe("a further monitor", () => {
  it("opens as a window of its own from the tool bar, shows its own part, and goes with its window", async () => {
    const first = await chromium.open(desktop.url, { viewport: { width: 1000, height: 600 } });
    await waitFor("the first monitor", async () => (await screen()) === "1000x600");
    await first.click("#handle");
    const [second] = await Promise.all([first.waitForEvent("popup"), first.click("#add-monitor")]);
    await second.setViewportSize({ width: 640, height: 500 });
    await waitFor("both", async () => (await screen()) === "1640x600");
    expect(await second.title()).toMatch(/Monitor 2$/);

    await desktop.observer.run(
      "convert -size 1000x600 'xc:rgb(32,96,160)' -size 640x600 'xc:rgb(160,80,16)' +append miff:- | { display -window root miff:- || true; }",
    );
    await waitFor("the first one's picture", () => shows(first, LEFT));
    await waitFor("the second one's picture", () => shows(second, RIGHT));

    await second.mouse.move(40, 30);
    await waitFor("the pointer on it", async () =>
      (await desktop.observer.run("xdotool getmouselocation")).startsWith("x:1040 y:30"),
    );
    await second.close();
    await waitFor("the first one alone", async () => (await screen()) === "1000x600");
    await waitFor("its picture", () => shows(first, LEFT));
    await first.context().close();
  });

  it("stays while its page comes back after a cut line, moves with the first one's size, and leaves no window behind", async () => {
    using first = await FakePage.open(desktop.url, { width: 800, height: 600 });
    await first.wait("frame");
    const second = await FakePage.open(desktop.url, { width: 700, height: 500, display: 255 });
    expect(await second.wait("display")).toMatchObject({ display: 1, width: 700, height: 500 });
    expect((await second.wait("frame")).display).toBe(1);
    await waitFor("both", async () => (await screen()) === "1500x600");
    await desktop.asUser("DISPLAY=:1 xterm -geometry 40x10+900+50 -T outside >/dev/null 2>&1 &");
    const left = async () =>
      Number(
        /Absolute upper-left X: +(-?[0-9]+)/.exec(
          await desktop.observer.run("xwininfo -name outside || true"),
        )?.[1],
      );
    await waitFor("a window on it", async () => (await left()) >= 800);

    first.send({ kind: "resize", width: 1000, height: 400, scale: 100 });
    await waitFor("both again", async () => (await screen()) === "1700x500");
    second[Symbol.dispose]();
    using again = await FakePage.open(desktop.url, { width: 700, height: 500, display: 1 });
    expect((await again.wait("frame")).display).toBe(1);
    expect(await screen()).toBe("1700x500");

    again.close();
    await waitFor("the first one alone", async () => (await screen()) === "1000x400");
    await waitFor("the window on it", async () => (await left()) < 1000);
    await desktop.observer.run("xdotool search --name outside windowkill");
  });

  it("is refused in words where there are as many as there can be", async () => {
    const pages: FakePage[] = [];
    for (let i = 0; i < 3; i++) {
      pages.push(await FakePage.open(desktop.url, { display: 255 }));
      await pages.at(-1)?.wait("frame");
    }
    using one = await FakePage.open(desktop.url, { display: 255 });
    expect(await one.wait("notice")).toMatchObject({ id: "no-monitor" });
    expect(one.of("frame")).toEqual([]);
    for (const page of pages) {
      page.close();
    }
    await waitFor("the first one alone", async () => !(await screen())?.startsWith("3"));
  });
});

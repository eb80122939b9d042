import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { type DeviceWatcher, watchDevices } from "../../../tests/support/device-watcher.ts";
import { openSection } from "../../../tests/support/panel.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;
let chromium: Chromium;
let page: Page;
let devtools: CDPSession;
let seen: DeviceWatcher;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop(), launchChromium()]);
  page = await chromium.open(desktop.url, { viewport: { width: 1000, height: 700 }, hasTouch: true });
  await page.waitForSelector("#screen > *");
  await waitFor("the size", async () =>
    (await desktop.observer.run("xdpyinfo")).includes("dimensions:    1000x700 "),
  );
  devtools = await page.context().newCDPSession(page);
  seen = await watchDevices(desktop.container, turn => page.mouse.move(5 + (turn % 5), 300 + (turn % 50)));
});
afterAll(async () => {
  for (const started of [seen, chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

type Point = readonly [x: number, y: number];

/** Where fingers are now, of those that touch the glass; none lifts them all. */
async function fingers(type: "touchStart" | "touchMove" | "touchEnd", ...points: Point[]): Promise<void> {
  const touchPoints = points.map(([x, y], id) => ({ x, y, id }));
  await devtools.send("Input.dispatchTouchEvent", { type, touchPoints });
}

const pointer = async () => (await desktop.observer.run("xdotool getmouselocation")).split(" screen")[0];

/** Numbers of the buttons that went down, in order. */
function pressed(): number[] {
  return seen.lines.flatMap((line, i) =>
    line.includes("(RawButtonPress)")
      ? [
          Number(
            seen.lines
              .slice(i)
              .find(one => one.startsWith("detail:"))
              ?.slice(7),
          ),
        ]
      : [],
  );
}

/** Forgets what was seen. */
function begin(): void {
  seen.lines.length = 0;
}

describe("fingers as a mouse", () => {
  it("a tap clicks where it is", async () => {
    begin();
    await fingers("touchStart", [310, 320]);
    await fingers("touchEnd");
    await waitFor("the click", () => seen.count("RawButtonRelease") === 1);
    expect(pressed()).toEqual([1]);
    expect(await pointer()).toBe("x:310 y:320");
  });

  it("a finger that stays is the right button, and no click when it leaves", async () => {
    begin();
    await fingers("touchStart", [410, 330]);
    await waitFor("the right button", () => seen.count("RawButtonRelease") === 1);
    await fingers("touchEnd");
    // The menu it has opened goes, and what came after the finger is known to be all.
    await page.keyboard.press("Escape");
    await waitFor("the key", () => seen.count("RawKeyRelease") === 1);
    expect(pressed()).toEqual([3]);
    expect(await pointer()).toBe("x:410 y:330");
  });

  it("a finger that moves drags", async () => {
    begin();
    await fingers("touchStart", [200, 400]);
    await fingers("touchMove", [230, 430]);
    await fingers("touchMove", [260, 460]);
    await waitFor("the place", async () => (await pointer()) === "x:260 y:460");
    expect(seen.count("RawButtonRelease")).toBe(0);
    await fingers("touchEnd");
    await waitFor("the end", () => seen.count("RawButtonRelease") === 1);
    expect(pressed()).toEqual([1]);
  });

  it("two fingers scroll what is below them", async () => {
    begin();
    await fingers("touchStart", [400, 500], [450, 500]);
    for (let y = 490; y >= 400; y -= 10) {
      await fingers("touchMove", [400, y], [450, y]);
    }
    await fingers("touchEnd");
    // 100 pixels are a notch, in parts; raw events have each part in brackets.
    const parts = () => seen.lines.flatMap(line => /^3: (-?[\d.]+) \(/.exec(line)?.[1] ?? []).map(Number);
    const sum = () => parts().reduce((all, part) => all + part, 0);
    await waitFor("the notch", () => sum() >= 119);
    expect(sum()).toBeLessThanOrEqual(120);
    expect(pressed().every(button => button === 5)).toBe(true);
  });
});

it("fingers as themselves: two are two, where they are, and are lifted one by one", async () => {
  await openSection(page, "input");
  await page.locator("[name=touch-mode]").selectOption("touch");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await waitFor("the desktop's turn", () => page.evaluate("document.activeElement?.id === 'keys'"));
  begin();
  await fingers("touchStart", [220, 420]);
  await fingers("touchStart", [220, 420], [330, 430]);
  await waitFor("two fingers", () => seen.count("RawTouchBegin") === 2);
  await fingers("touchMove", [220, 420], [350, 460]);
  await waitFor("the second one's way", () => seen.count("RawTouchUpdate") > 0);
  await fingers("touchEnd", [220, 420]);
  await waitFor("one finger less", () => seen.count("RawTouchEnd") === 1);
  await fingers("touchEnd");
  await waitFor("no finger", () => seen.count("RawTouchEnd") === 2);
  expect(seen.count("RawTouchBegin")).toBe(2);
  expect(pressed()).toEqual([]);
});

describe("a pen", () => {
  it("brings its place, pressure and tilt, and leaves the glass", async () => {
    begin();
    const at = { button: "left", pointerType: "pen", tiltX: 20, tiltY: -15, clickCount: 1 } as const;
    const mouse = (type: "mousePressed" | "mouseMoved" | "mouseReleased", x: number, force: number) =>
      devtools.send("Input.dispatchMouseEvent", {
        ...at,
        type,
        x,
        y: 300,
        force,
        buttons: type === "mouseReleased" ? 0 : 1,
      });
    await mouse("mousePressed", 500, 0.25);
    await mouse("mouseMoved", 520, 0.75);
    await mouse("mouseReleased", 520, 0);
    await waitFor("the tip's release", () => seen.count("RawButtonRelease") === 1);
    const values = (axis: number) =>
      seen.lines.flatMap(line => new RegExp(`^${axis}: (-?\\d+)`).exec(line)?.[1] ?? []).map(Number);
    expect(values(2)).toEqual(expect.arrayContaining([16_384, 49_151]));
    expect(values(3)).toContain(20);
    expect(values(4)).toContain(-15);
    expect(pressed()).toEqual([1]);
    expect(await pointer()).toBe("x:520 y:300");
  });

  it("has another device at its other end", async () => {
    begin();
    const other = (buttons: number, pressure: number) =>
      page.evaluate(
        ([held, force]) =>
          document.querySelector("#stage")?.dispatchEvent(
            new PointerEvent("pointermove", {
              pointerType: "pen",
              pointerId: 77,
              isPrimary: true,
              clientX: 600,
              clientY: 310,
              buttons: held,
              pressure: force,
            }),
          ),
        [buttons, pressure] as const,
      );
    await other(32, 0.5);
    await waitFor("the eraser", () => seen.count("RawButtonPress") === 1);
    const device = seen.lines[seen.lines.findIndex(line => line.includes("(RawButtonPress)")) + 1];
    const names = await desktop.observer.run("xinput list");
    const id = /device: \d+ \((\d+)\)|device: (\d+)/.exec(device ?? "");
    const number = id?.[1] ?? id?.[2];
    expect(names.split("\n").find(line => line.includes(`id=${number}\t`))).toMatch(/eraser/i);
    await other(0, 0);
    await waitFor("its release", () => seen.count("RawButtonRelease") === 1);
  });
});

describe("a mouse that the page holds", () => {
  it.each([
    ["by the keys", () => page.keyboard.press("Control+Alt+Shift+KeyL")],
    [
      "by the button",
      async () => {
        await openSection(page, "input");
        await page.locator("[name=hold-mouse]").click();
      },
    ],
  ])(
    "%s moves the pointer by what it is moved, presses and scrolls where the pointer is",
    async (_name, hold) => {
      const { mouse } = page;
      const isHeld = () => page.evaluate("document.pointerLockElement?.id === 'stage'");
      await hold();
      await waitFor("the hold", isHeld);
      await waitFor("the keyboard", () => page.evaluate("document.activeElement?.id === 'keys'"));
      await mouse.move(500, 300);
      // Every move until here has been made once a key that follows it has come.
      await page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))");
      begin();
      await page.keyboard.press("F9");
      await waitFor("the key", () => seen.count("RawKeyRelease") > 0);
      await desktop.observer.run("xdotool mousemove 200 200");
      begin();
      await mouse.move(530, 310);
      await mouse.move(560, 290);
      await waitFor("the place", async () => (await pointer()) === "x:260 y:190");
      await mouse.down();
      await mouse.up();
      await mouse.wheel(0, 100);
      await waitFor("button and wheel", () => seen.count("RawButtonRelease") === 2);
      expect(pressed()).toEqual([1, 5]);
      await mouse.down({ button: "middle" });
      await waitFor("the middle button", () => seen.count("RawButtonPress") === 3);
      await page.keyboard.press("Control+Alt+Shift+KeyL");
      await waitFor("the end", async () => !(await isHeld()));
      await waitFor("the middle button's release", () => seen.count("RawButtonRelease") === 3);
      expect(await pointer()).toBe("x:260 y:190");
      await mouse.up({ button: "middle" });
    },
  );
});

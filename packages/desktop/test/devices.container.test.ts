import { INPUT_MEANS } from "@porthole/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { watchDevices } from "../../../tests/support/device-watcher.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;
let page: FakePage;

beforeAll(async () => {
  desktop = await startDesktop();
  page = await FakePage.open(desktop.url, { width: 1000, height: 800 });
  await page.wait("display", ({ width }) => width === 1000);
  await page.wait("frame");
});
afterAll(async () => {
  page?.[Symbol.dispose]();
  await desktop?.[Symbol.asyncDispose]();
});

/** What XInput tells an application from now on. */
const watch = () =>
  watchDevices(desktop.container, turn => page.send({ kind: "move", x: 5 + (turn % 5), y: turn % 700 }));

describe("what XTEST cannot play", () => {
  it("is announced", async () => {
    const { means } = await page.wait("inputMeans");
    expect(means).toBe(INPUT_MEANS.wheel | INPUT_MEANS.touch | INPUT_MEANS.pen | INPUT_MEANS.pads);
  });

  it("a wheel's parts of a notch come as such, and make a click once they are one", async () => {
    await using seen = await watch();
    for (const dy of [30, 30, 30, 37]) {
      page.send({ kind: "wheel", x: 500, y: 400, dx: 0, dy });
    }
    await waitFor("the wheel", () => seen.lines.includes("3: 37.00 (37.00)"));
    expect(seen.lines).toContain("3: 30.00 (30.00)");
    await waitFor("the click", () => seen.lines.some(line => line.includes("RawButtonPress")));
    expect(seen.lines.filter(line => line.includes("RawButtonPress"))).toHaveLength(1);
    expect(seen.lines).toContain("detail: 5");
  });

  it("a pen brings place, pressure and tilt; its eraser is a device of its own; both leave with the page", async () => {
    await using seen = await watch();
    using other = await FakePage.open(desktop.url, { width: 1000, height: 800 });
    await other.wait("frame");
    const pen = { kind: "pen", near: true, x: 400, y: 300, tiltX: 20, tiltY: -15 } as const;
    other.send({ ...pen, eraser: false, pressure: 30_000, buttons: 1 });
    other.send({ ...pen, eraser: true, pressure: 1000, buttons: 1 });
    await waitFor("the pen", () => seen.lines.some(line => line.startsWith("2: 1000.00")));
    await waitFor("the place", () => seen.lines.some(line => line.startsWith("root: 400.")));
    for (const value of ["2: 30000.00 (30000.00)", "3: 20.00 (20.00)", "4: -15.00 (-15.00)"]) {
      expect(seen.lines).toContain(value);
    }
    await waitFor("both tips", () => seen.count("RawButtonPress") === 2);
    expect(seen.count("RawButtonRelease")).toBe(1);
    other[Symbol.dispose]();
    await waitFor("the eraser's release", () => seen.count("RawButtonRelease") === 2);
  });

  it("two fingers are two, and are lifted when the page is gone", async () => {
    await using seen = await watch();
    using other = await FakePage.open(desktop.url, { width: 1000, height: 800 });
    await other.wait("frame");
    other.send({ kind: "touch", finger: 0, phase: 0, x: 200, y: 100 });
    other.send({ kind: "touch", finger: 1, phase: 0, x: 300, y: 100 });
    other.send({ kind: "touch", finger: 1, phase: 0, x: 1, y: 1 });
    other.send({ kind: "touch", finger: 5, phase: 1, x: 1, y: 1 });
    await waitFor("two fingers", () => seen.count("RawTouchBegin") === 2);
    await waitFor("the place", () => seen.lines.some(line => line.startsWith("root: 300.")));
    other[Symbol.dispose]();
    await waitFor("no finger", () => seen.count("RawTouchEnd") === 2);
    expect(seen.count("RawTouchBegin")).toBe(2);
  });

  it("a page that says nothing any more holds no finger and no gamepad", async () => {
    await using seen = await watch();
    using other = await FakePage.open(desktop.url, { width: 1000, height: 800, acknowledge: false });
    await other.wait("frame");
    const pads = async () => (await desktop.asUser("ls $XDG_RUNTIME_DIR | grep '^pad' || true")).trim();
    const sticks = { leftX: 0, leftY: 0, rightX: 0, rightY: 0, leftTrigger: 0, rightTrigger: 0 };
    other.send({ kind: "pad", pad: 0, buttons: 1, ...sticks });
    other.send({ kind: "touch", finger: 0, phase: 0, x: 200, y: 100 });
    const count = (name: string) => seen.lines.filter(line => line.includes(`(${name})`)).length;
    await waitFor("the finger", () => count("RawTouchBegin") === 1);
    await waitFor("the gamepad", pads);
    await waitFor("no finger", () => count("RawTouchEnd") === 1, 20_000);
    await waitFor("no gamepad", async () => (await pads()) === "");
    expect(other.closed).toBeUndefined();
    other.send({ kind: "pad", pad: 0, buttons: 1, ...sticks });
    await waitFor("the gamepad again", pads);
  });

  it("a mouse that is locked moves by what it is moved", async () => {
    const place = () => desktop.observer.run("xdotool getmouselocation");
    page.send({ kind: "move", x: 100, y: 100 });
    for (let i = 0; i < 10; i++) {
      page.send({ kind: "moveBy", dx: 3, dy: -2 });
    }
    await waitFor("the place", async () => (await place()).startsWith("x:130 y:80 "));
  });
});

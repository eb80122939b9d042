import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { FAKE_PADS } from "../../../tests/support/fake-pads.ts";
import { installPlayer, type Player, startPlayer } from "../../../tests/support/player.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;
let chromium: Chromium;
let page: Page;
let player: Player;

beforeAll(async () => {
  // What is no uinput is not relied on.
  const options = ["--device", "/dev/null:/dev/uinput"];
  [desktop, chromium] = await Promise.all([startDesktop({}, options), launchChromium()]);
  await installPlayer(desktop.container);
  player = await startPlayer(desktop.container);
  page = await chromium.open(desktop.url, { before: one => one.addInitScript(FAKE_PADS) });
  await page.waitForSelector("#screen > *");
});
afterAll(async () => {
  for (const started of [chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

/** Waits until the player has written all of these. */
async function sees(...wanted: string[]): Promise<void> {
  await waitFor("the player", () => wanted.every(line => player.lines.includes(line)), 20_000).catch(() =>
    expect(player.lines).toEqual(expect.arrayContaining(wanted)),
  );
}

/** Opens a device as the session's programs do, and gives what `command` prints of it. */
function readDevice(command: string): Promise<string> {
  return desktop.asUser(`LD_PRELOAD='/usr/$LIB/porthole-pads.so' timeout 20 ${command} 2>&1 || true`);
}

it("a uinput that does not work is passed over, and the log says why", async () => {
  expect(await desktop.logs()).toMatch(/gamepads are no devices of the kernel: \/dev\/uinput: .+/);
  await waitFor("its service's rest", async () =>
    /svc-uinput +down/.test(await desktop.exec("porthole-init status")),
  );
});

it("a gamepad that is plugged in while a game runs is found, read, and unplugged", async () => {
  await sees("ready");
  expect(player.lines.some(line => line.startsWith("found"))).toBe(false);
  expect(await readDevice("cat /dev/input/event1000")).toContain("No such device");
  await page.evaluate("plugIn(0)");
  await sees("found X360 Controller");
  player.lines.length = 0;
  await page.evaluate("press(0, 0, 1); press(0, 12, 1); press(0, 7, 1); move(0, 0, -1); move(0, 3, 0.5)");
  // A, the cross upwards, the right trigger, the left stick to the left, the right one half way down.
  await sees("button 0 1", "button 11 1", "axis 5 32767", "axis 0 -32767");
  await waitFor("the right stick", () => player.lines.some(line => /^axis 3 163\d\d$/.test(line)));
  await page.evaluate("press(0, 0, 0); press(0, 12, 0); press(0, 7, 0); move(0, 0, 0); move(0, 3, 0)");
  await sees("button 0 0", "button 11 0", "axis 5 0", "axis 0 0", "axis 3 0");
  await page.evaluate("pullOut(0)");
  await sees("gone");
});

it("a game's rumble comes to the gamepad's own motors, and ends", async () => {
  player.lines.length = 0;
  await page.evaluate("plugIn(0)");
  await sees("found X360 Controller");
  await page.evaluate("press(0, 1, 1)");
  await waitFor("the rumble's end", async () => (await page.evaluate("rumbles.length")) === 2, 20_000);
  const rumbles = (await page.evaluate("rumbles")) as { strongMagnitude: number; weakMagnitude: number }[];
  expect(rumbles[0]).toMatchObject({ type: "dual-rumble" });
  expect(rumbles[0]?.strongMagnitude).toBeCloseTo(50_000 / 65_535, 3);
  expect(rumbles[0]?.weakMagnitude).toBeCloseTo(10_000 / 65_535, 3);
  expect(rumbles[1]).toMatchObject({ strongMagnitude: 0, weakMagnitude: 0 });
  await page.evaluate("press(0, 1, 0)");
});

it("programs that use the older joystick interface read the same gamepad, and a second one is a device of its own", async () => {
  await page.evaluate("press(0, 0, 1); plugIn(1); press(1, 3, 1)");
  // The first 19 records tell the 11 buttons and 8 axes as they are: 4 bytes of time, 2 of value, type, number.
  const buttons = async (pad: number) => {
    const bytes = Buffer.from(await readDevice(`head -c 152 /dev/input/js${pad} | base64 -w0`), "base64");
    const records = Array.from({ length: bytes.length / 8 }, (_, i) => bytes.subarray(i * 8, i * 8 + 8));
    return records
      .filter(record => record[6] === 0x81 && record.readInt16LE(4) === 1)
      .map(record => record[7]);
  };
  await waitFor("the first pad", async () => (await buttons(0)).join() === "0");
  await waitFor("the second pad", async () => (await buttons(1)).join() === "3");
});

it("a page that goes takes its gamepads with it", async () => {
  player.lines.length = 0;
  await page.context().close();
  await sees("gone");
});

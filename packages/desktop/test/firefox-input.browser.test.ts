import type { Page } from "puppeteer-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { startApplication } from "../../../tests/support/applications.ts";
import { FAKE_PADS } from "../../../tests/support/fake-pads.ts";
import { type Firefox, launchFirefox } from "../../../tests/support/firefox.ts";
import { INPUT_METHOD_FLAGS, inputMethodOf } from "../../../tests/support/firefox-input-method.ts";
import { watchKeys } from "../../../tests/support/key-watcher.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;
let firefox: Firefox;
let page: Page;

beforeAll(async () => {
  [desktop, firefox] = await Promise.all([startDesktop(), launchFirefox({ flags: INPUT_METHOD_FLAGS })]);
  page = await firefox.browser.newPage();
  await page.evaluateOnNewDocument(FAKE_PADS);
  await page.goto(desktop.url);
  await page.waitForSelector("#screen > *");
  await waitFor("the size", async () =>
    (await desktop.observer.run("xdpyinfo")).includes("dimensions:    1280x720 "),
  );
});
afterAll(async () => {
  for (const started of [firefox, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

const pointer = async () => (await desktop.observer.run("xdotool getmouselocation")).split(" screen")[0];

it("Firefox: what is typed arrives, and nothing stays down", async () => {
  await using application = await watchKeys(desktop);
  await page.mouse.click(640, 360);
  await application.begin();
  await page.keyboard.type("aÄ1");
  await page.keyboard.press("Backspace");
  const pressed = () => application.keys.filter(({ down }) => down).map(({ keysym }) => keysym);
  await waitFor("the keys", () => pressed().includes(0xff08));
  expect(pressed().filter(keysym => keysym !== 0xffe1)).toEqual([0x61, 0xc4, 0x31, 0xff08]);
  await waitFor(
    "their releases",
    () => application.keys.filter(({ down }) => !down).length === pressed().length,
  );
});

it("Firefox: what an input method composes is shown at the caret, and reaches the program once it is done", async () => {
  await using application = await startApplication(desktop.container, "gtk");
  await application.clear();
  const method = await inputMethodOf(firefox.browser);
  const { x, y } = await application.caret();
  await page.mouse.click(x + 200, y + 5);
  await page.keyboard.type("ab");
  const written = (text: string) =>
    waitFor(`"${text}"`, async () => (await application.field()) === text).catch(async error => {
      throw new Error(`there is "${await application.field()}"`, { cause: error });
    });
  await written("ab");
  const shown = () =>
    page.evaluate(`(() => {
      const keys = document.querySelector("#keys");
      const { x, y } = keys.getBoundingClientRect();
      return { x, y, opacity: getComputedStyle(keys).opacity, text: keys.value };
    })()`) as Promise<{ x: number; y: number; opacity: string; text: string }>;
  let text = "ab";
  for (const [steps, committed] of [
    [["n", "に", "にほ", "にほんご"], "日本語"],
    [["ㅎ", "하", "한", "한ㄱ", "한글"], "한글"],
    [["smile"], "😀👍🏽"],
  ] as const) {
    for (const step of steps) {
      await method.compose(step, "n");
      await waitFor(`"${step}"`, async () => (await shown()).text === step);
    }
    const caret = await application.caret();
    await waitFor("the composition at the caret", async () => {
      const last = await shown();
      return last.opacity === "1" && Math.abs(last.x - caret.x) <= 4 && Math.abs(last.y - caret.y) <= 6;
    });
    expect(await application.field()).toBe(text);
    await method.commit(committed);
    text += committed;
    await written(text);
    expect(await shown()).toMatchObject({ opacity: "0", text: "" });
  }
  await method.compose("けす", "k");
  await method.compose("", "Escape");
  await waitFor("the end of it", async () => (await shown()).opacity === "0");
  await page.keyboard.press("x");
  await written(`${text}x`);
});

it("Firefox: a held mouse moves the pointer by what it is moved, and is let go", async () => {
  const isHeld = () => page.evaluate("document.pointerLockElement?.id === 'stage'");
  await page.mouse.click(640, 360);
  await page.keyboard.down("Control");
  await page.keyboard.down("Alt");
  await page.keyboard.down("Shift");
  await page.keyboard.press("KeyL");
  for (const key of ["Shift", "Alt", "Control"] as const) {
    await page.keyboard.up(key);
  }
  await waitFor("the hold", isHeld);
  await desktop.observer.run("xdotool mousemove 200 200");
  await page.mouse.move(670, 370);
  await page.mouse.move(700, 350);
  await waitFor("the pointer's move", async () => (await pointer()) !== "x:200 y:200");
  await page.evaluate("document.exitPointerLock()");
  await waitFor("the end", async () => !(await isHeld()));
  await page.mouse.move(300, 310);
  await waitFor("the place", async () => (await pointer()) === "x:300 y:310");
});

it("Firefox: a gamepad's buttons and sticks reach the desktop", async () => {
  await page.evaluate("plugIn(0); press(0, 0, 1); move(0, 1, 1)");
  const records = async () => {
    const line = "LD_PRELOAD='/usr/$LIB/porthole-pads.so' timeout 20 head -c 152 /dev/input/js0 | base64 -w0";
    const bytes = Buffer.from(await desktop.asUser(`${line} || true`), "base64");
    return Array.from({ length: bytes.length / 8 }, (_, i) => [
      bytes[i * 8 + 6],
      bytes[i * 8 + 7],
      bytes.readInt16LE(i * 8 + 4),
    ]);
  };
  await waitFor("the button", async () => {
    const now = (await records()).map(record => record.join());
    return now.includes("129,0,1") && now.includes("130,1,32767");
  });
});

import type { CDPSession, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Application, startApplication } from "../../../tests/support/applications.ts";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { startTypewriter } from "./typewriter.ts";

const VIEWPORT = { width: 1000, height: 700 };
const ANDROID =
  "Mozilla/5.0 (Linux; Android 15; Pixel 9) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Mobile Safari/537.36";

let desktop: RunningDesktop;
let chromium: Chromium;
let application: Application;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop(), launchChromium()]);
  application = await startApplication(desktop.container, "gtk");
});
afterAll(async () => {
  for (const started of [application, chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

type Caret = { x: number; y: number; height: number };

/** Where a column of a terminal's first line is, as the terminal tells of its size. */
async function cellsOf({ observer }: RunningDesktop): Promise<(column: number) => () => Promise<Caret>> {
  const told = await observer.run(
    "w=$(xdotool search --onlyvisible --class xterm | tail -1); xwininfo -id $w; xprop -id $w WM_NORMAL_HINTS",
  );
  const numbers = (what: RegExp) => what.exec(told)?.slice(1).map(Number) ?? [];
  const [left = Number.NaN, top = Number.NaN] = numbers(
    /Absolute upper-left X: +(\d+)\s+Absolute upper-left Y: +(\d+)/,
  );
  const [width = Number.NaN, height = Number.NaN] = numbers(/resize increment: (\d+) by (\d+)/);
  const [frameWidth = 0, frameHeight = 0] = numbers(/base size: (\d+) by (\d+)/);
  return column => async () => ({
    x: left + frameWidth / 2 + column * width,
    y: top + frameHeight / 2,
    height,
  });
}

async function openPage(context: object): Promise<{ page: Page; devtools: CDPSession }> {
  const page = await chromium.open(desktop.url, { viewport: VIEWPORT, ...context });
  await page.waitForSelector("#screen > *");
  await waitFor("the size", async () =>
    (await desktop.observer.run("xdpyinfo")).includes("dimensions:    1000x700 "),
  );
  return { page, devtools: await page.context().newCDPSession(page) };
}

/** Waits until the application's text is this. */
async function written(text: string): Promise<void> {
  await waitFor(`"${text}"`, async () => (await application.field()) === text).catch(async error => {
    throw new Error(`there is "${await application.field()}"`, { cause: error });
  });
}

describe("an input method", () => {
  let page: Page;
  let devtools: CDPSession;
  beforeAll(async () => {
    ({ page, devtools } = await openPage({}));
  });
  afterAll(() => page.context().close());

  const compose = (text: string) =>
    devtools.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  const commit = (text: string) => devtools.send("Input.insertText", { text });
  const shown = () =>
    page.locator("#keys").evaluate(keys => {
      const { x, y, height } = keys.getBoundingClientRect();
      return { x, y, height, opacity: getComputedStyle(keys).opacity };
    });

  /** Presses a key that the input method takes. */
  async function pressInside(key: string): Promise<void> {
    for (const type of ["rawKeyDown", "keyUp"] as const) {
      await devtools.send("Input.dispatchKeyEvent", { type, key, code: key, windowsVirtualKeyCode: 229 });
    }
  }

  /** Waits until what is composed stands within a few pixels of a program's caret. */
  async function atCaret(where: () => Promise<Caret> = () => application.caret()): Promise<void> {
    let [caret, last] = [await where(), await shown()];
    await waitFor("the composition at the caret", async () => {
      [caret, last] = [await where(), await shown()];
      return Math.abs(last.x - caret.x) <= 4 && Math.abs(last.y - caret.y) <= 6;
    }).catch(error => {
      throw new Error(`composed at ${JSON.stringify(last)}, caret at ${JSON.stringify(caret)}`, {
        cause: error,
      });
    });
    expect(last.opacity).toBe("1");
    expect(Math.abs(last.height - caret.height)).toBeLessThanOrEqual(8);
  }

  it("is followed by what it has composed, in every script, and by nothing before", async () => {
    await application.clear();
    const { x, y } = await application.caret();
    await page.mouse.click(x + 60, y + 5);
    for (const [steps, text] of [
      [["\u00b4"], "é"],
      [["n", "に", "にほ", "にほんご"], "日本語"],
      [["ㅎ", "하", "한", "한ㄱ", "한글"], "한글"],
      [["smile"], "😀👍🏽"],
    ] as const) {
      const before = await application.field();
      for (const step of steps) {
        await compose(step);
        expect(await page.locator("#keys").inputValue()).toBe(step);
      }
      for (const key of ["Backspace", "Enter", "ArrowLeft", "ArrowUp", "Escape"]) {
        await pressInside(key);
      }
      expect(await application.field()).toBe(before);
      await commit(text);
      await written(before + text);
      expect((await shown()).opacity).toBe("0");
    }
    await page.keyboard.press("x");
    await written("é日本語한글😀👍🏽x");
  });

  it("shows what it composes where the caret is, wherever that goes", async () => {
    await application.clear();
    const { x, y } = await application.caret();
    await page.mouse.click(x + 200, y + 5);
    await compose("か");
    await atCaret();
    await compose("");
    // Where there is no text the caret stays.
    await page.mouse.click(x + 300, y + 5);
    await compose("か");
    await atCaret();
    await commit("仮名");
    await written("仮名");
    await compose("か");
    await atCaret();
    await commit("と漢字");
    await written("仮名と漢字");
    await page.keyboard.press("ArrowLeft");
    await page.keyboard.press("ArrowLeft");
    await compose("か");
    await atCaret();
    await commit("の");
    await written("仮名との漢字");
    await page.keyboard.press("Backspace");
    await written("仮名と漢字");
    await compose("か");
    await atCaret();
    await compose("");
  });

  it("shows it at the caret of a field of Qt", async () => {
    await using qt = await startApplication(desktop.container, "qt");
    await qt.clear();
    const { x, y } = await qt.caret();
    await page.mouse.click(x + 200, y + 5);
    const atItsCaret = () => atCaret(() => qt.caret());
    await compose("か");
    await atItsCaret();
    await commit("仮名");
    await compose("か");
    await atItsCaret();
    await commit("漢字");
    await page.keyboard.type(" and more");
    await page.keyboard.press("Backspace");
    await waitFor("the text", async () => (await qt.field()) === "仮名漢字 and mor");
    await compose("か");
    await atItsCaret();
    await compose("");
    await page.keyboard.press("Home");
    await compose("か");
    await atItsCaret();
    await commit("始");
    await compose("か");
    await atItsCaret();
    await compose("");
    await page.keyboard.press("End");
    await compose("か");
    await atItsCaret();
    await compose("");
  });

  it("shows it at the block of a terminal, from the second word on", async () => {
    await startTypewriter(desktop, "/tmp/typed");
    const cell = await cellsOf(desktop);
    await page.mouse.click(500, 300);
    await compose("か");
    await commit("仮");
    await compose("か");
    // What the width of the block is tells what follows.
    const [first, next] = [await cell(2)(), await cell(3)()];
    await waitFor("the composition by the first word", async () => {
      const { x, y } = await shown();
      return x >= first.x - 4 && x <= next.x + 4 && Math.abs(y - first.y) <= 6;
    });
    await commit("名");
    await compose("か");
    await atCaret(cell(4));
    await commit("漢字");
    await compose("か");
    await atCaret(cell(8));
    await compose("");
    await page.keyboard.type("abc");
    await compose("か");
    await atCaret(cell(11));
    await compose("");
    await page.keyboard.press("Backspace");
    await compose("か");
    await atCaret(cell(10));
    await compose("");
    await desktop.exec("kill $(pidof xterm)");
  });

  it("sends nothing that was given up", async () => {
    await application.clear();
    await compose("けす");
    await compose("");
    await page.keyboard.press("y");
    await written("y");
  });
});

describe("the keyboard on an Android screen", () => {
  let page: Page;
  let devtools: CDPSession;
  beforeAll(async () => {
    ({ page, devtools } = await openPage({ userAgent: ANDROID, hasTouch: true, isMobile: true }));
  });
  afterAll(() => page.context().close());
  const compose = (text: string, replace?: { from: number; to: number }) =>
    devtools.send("Input.imeSetComposition", {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
      ...(replace && { replacementStart: replace.from, replacementEnd: replace.to }),
    });
  const commit = (text: string) => devtools.send("Input.insertText", { text });

  /** A key as such a keyboard tells of it: without saying which, with what it does. */
  async function key(command?: string): Promise<void> {
    const event = { key: "Unidentified", code: "", windowsVirtualKeyCode: 229 };
    await devtools.send("Input.dispatchKeyEvent", {
      type: "rawKeyDown",
      ...event,
      ...(command && { commands: [command] }),
    });
    await devtools.send("Input.dispatchKeyEvent", { type: "keyUp", ...event });
  }

  async function word(...letters: string[]): Promise<void> {
    for (const [i] of letters.entries()) {
      await key();
      await compose(letters.slice(0, i + 1).join(""));
    }
  }

  const value = () => page.locator("#keys").inputValue();

  let taps = 0;
  /** Puts the application's caret elsewhere, and begins with an empty text. */
  async function tap(): Promise<void> {
    const [x, y] = [300 + 50 * ++taps, 600];
    await page.touchscreen.tap(x, y);
    await waitFor("the tap", async () =>
      (await desktop.observer.run("xdotool getmouselocation")).startsWith(`x:${x} y:${y} `),
    );
    await application.clear();
  }

  it("writes each letter at once, and what it makes of a word", async () => {
    await application.clear();
    await word("t", "e", "h");
    await written("teh");
    await commit("the ");
    await written("the ");
    await word("c", "a", "t");
    await commit("cat");
    await written("the cat");
  });

  it("erases, more than it has just written as well", async () => {
    for (let i = 0; i < 3; i++) {
      await key("deleteBackward");
    }
    await written("the ");
    await commit("dog");
    await written("the dog");
    await tap();
    await commit("z");
    await written("z");
    await key("deleteBackward");
    await written("");
    await desktop.observer.run("xdotool type abc");
    await written("abc");
    await key("deleteBackward");
    await key("deleteBackward");
    await written("a");
  });

  it("changes a word that stands there already", async () => {
    await tap();
    await commit("I have an aple here");
    await written("I have an aple here");
    const at = (await value()).indexOf("aple");
    await compose("apple", { from: at, to: at + 4 });
    await written("I have an apple here");
    await commit("apple");
    await page.locator("#keys").evaluate((keys: HTMLTextAreaElement) => {
      keys.setRangeText("had", keys.value.indexOf("have"), keys.value.indexOf("have") + 4, "end");
      keys.dispatchEvent(new InputEvent("input", { inputType: "insertReplacementText", data: "had" }));
    });
    await written("I had an apple here");
  });

  it("goes on with no word that it was composing elsewhere", async () => {
    await tap();
    await word("o", "n", "e");
    await written("one");
    await tap();
    await word("t", "w", "o");
    await written("two");
  });

  it("presses Return, arrows and shortcuts as keys", async () => {
    await tap();
    await commit("ac");
    await written("ac");
    await page.keyboard.press("ArrowLeft");
    await commit("b");
    await written("abc");
    await page.keyboard.press("Control+a");
    await commit("new");
    await written("new");
  });
});

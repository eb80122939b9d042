import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type KeyWatcher, watchKeys } from "../../../tests/support/key-watcher.ts";
import { LAYOUTS, type Layout } from "../../../tests/support/layouts.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { isModifier } from "../src/input/keymap.ts";
import { characterOf, keysymOfCharacter } from "../src/input/legacy-keysyms.ts";
import { FakePage } from "./fake-page.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** Milliseconds from one key to the next: four times as fast as the fastest typist. */
const PACE = 5;
const KEY = { shift: 0xffe1, control: 0xffe3, level3: 0xfe03, keypad7: 0xffb7, home: 0xff95 } as const;
/** Modifiers in an event's state. */
const STATE = { shift: 1, lock: 2, num: 16 } as const;

let desktop: RunningDesktop;
let page: FakePage;
let watcher: KeyWatcher;

beforeAll(async () => {
  desktop = await startDesktop();
  page = await FakePage.open(desktop.url);
  await page.wait("frame");
  watcher = await watchKeys(desktop);
});
afterAll(async () => {
  await watcher[Symbol.asyncDispose]();
  page[Symbol.dispose]();
  await desktop[Symbol.asyncDispose]();
});

const press = (keysym: number, down: boolean) => page.send({ kind: "key", keysym, down, code: "" });

/** Types as people do: the next key is down before the last one is up. */
async function type(characters: string, modifier?: number): Promise<void> {
  if (modifier !== undefined) {
    press(modifier, true);
  }
  let before: number | undefined;
  for (const character of characters) {
    const keysym = keysymOfCharacter(character);
    press(keysym, true);
    if (before !== undefined && before !== keysym) {
      press(before, false);
    }
    before = keysym;
    await delay(PACE);
    if (characters.length === 1 || keysym === 0x20) {
      press(keysym, false);
    }
  }
  if (before !== undefined) {
    press(before, false);
  }
  if (modifier !== undefined) {
    press(modifier, false);
  }
}

async function typeAll({ plain, shift, level3, composed }: Layout): Promise<string> {
  await type(plain);
  await type(shift, KEY.shift);
  await type(level3, KEY.level3);
  await type(composed);
  return plain + shift + level3 + composed;
}

/** What has been written since the watcher was emptied. */
function written(): string {
  return watcher.keys
    .filter(({ down, keysym }) => down && !isModifier(keysym))
    .map(({ keysym }) => characterOf(keysym) ?? `<${keysym.toString(16)}>`)
    .join("");
}

/** Every keycode that is down, as the X server has it. */
async function keysDown(): Promise<string> {
  return desktop.observer.run("xinput query-state 5 | grep 'key\\[.*=down' || true");
}

async function setLayout(name: string): Promise<void> {
  await desktop.asUser(`DISPLAY=:1 setxkbmap ${name}`);
  await waitFor(`layout ${name}`, async () =>
    (await desktop.asUser("DISPLAY=:1 setxkbmap -query")).includes(`layout:     ${name}`),
  );
}

describe.each(Object.keys(LAYOUTS))("a desktop whose own layout is %s", own => {
  it("gets what is typed on every other, each key once and none left down", { timeout: 60_000 }, async () => {
    await setLayout(own);
    await watcher.begin();
    let typed = "";
    for (const layout of Object.values(LAYOUTS)) {
      typed += await typeAll(layout);
    }
    await waitFor("all keys", () => written().length >= typed.length).catch(() => undefined);
    expect(written()).toBe(typed);
    await waitFor("no key to be down", async () => (await keysDown()) === "");
  });
});

describe("locks", () => {
  it("follow the page's keyboard, and never change what is meant", async () => {
    await setLayout("us");
    await watcher.begin();
    page.send({ kind: "locks", caps: true, num: true });
    page.tap(0x41, 0x61, 0x01000416, 0x01000436, KEY.keypad7, KEY.home);
    const presses = () => watcher.keys.filter(({ down, keysym }) => down && !isModifier(keysym));
    await waitFor("the keys", () => presses().length >= 6);
    expect(presses().map(({ keysym }) => keysym)).toEqual([
      0x41,
      0x61,
      0x01000416,
      0x01000436,
      KEY.keypad7,
      KEY.home,
    ]);
    expect(presses().map(({ state }) => state & (STATE.shift | STATE.lock))).toEqual([
      STATE.lock,
      STATE.lock | STATE.shift,
      STATE.shift,
      0,
      STATE.lock,
      STATE.lock | STATE.shift,
    ]);
    expect(presses().every(({ state }) => (state & STATE.num) !== 0)).toBe(true);
    await watcher.begin();
    page.send({ kind: "locks", caps: false, num: false });
    page.tap(0x61);
    await waitFor("the key", () => presses().length > 0);
    expect(presses()[0]).toMatchObject({ keysym: 0x61, state: 0 });
  });

  it("that a program of the desktop set change nothing of what is typed", async () => {
    await desktop.observer.run("xdotool key Caps_Lock");
    await watcher.begin();
    await type("aB");
    await waitFor("the keys", () => written().length >= 2);
    expect(written()).toBe("aB");
    await desktop.observer.run("xdotool key Caps_Lock");
  });
});

describe("keys that are held", () => {
  it("are lifted when the page says that it holds none, and when it falls silent", async () => {
    await watcher.begin();
    const seen = () => watcher.keys.map(({ keysym, down }) => `${keysym.toString(16)} ${down}`);
    press(KEY.control, true);
    press(KEY.shift, true);
    await waitFor("the keys", () => seen().length >= 2);
    page.send({ kind: "held", keysyms: [KEY.control] });
    await waitFor("one key to be lifted", () => seen().length >= 3);
    expect(seen()).toEqual(["ffe3 true", "ffe1 true", "ffe1 false"]);
    // Nothing is said any more, as by a page whose process stands still.
    await waitFor("the other key to be lifted", () => seen().length >= 4);
    expect(seen().at(-1)).toBe("ffe3 false");
  });

  it("are lifted when the connection breaks", async () => {
    const other = await FakePage.open(desktop.url);
    await other.wait("frame");
    other.send({ kind: "key", keysym: KEY.shift, down: true, code: "ShiftLeft" });
    await waitFor("the key", async () => (await keysDown()) !== "");
    other[Symbol.dispose]();
    await waitFor("no key", async () => (await keysDown()) === "");
  });
});

it("takes back what it bound once nobody is there", async () => {
  await type("Ж🙂");
  const bound = () =>
    desktop.observer.run("xkbcomp -xkb :1 - 2>/dev/null | grep -c 'U1F642\\|Cyrillic_zhe' || true");
  page[Symbol.dispose]();
  await waitFor("an empty map", async () => (await bound()) === "0");
  page = await FakePage.open(desktop.url);
  await page.wait("frame");
});

import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout as delay } from "node:timers/promises";
import type { CDPSession, Page } from "playwright-core";
import { isModifier } from "../../packages/desktop/src/input/keymap.ts";
import { characterOf } from "../../packages/desktop/src/input/legacy-keysyms.ts";
import { startDesktop } from "../../packages/desktop/test/running-desktop.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { LAYOUTS, type Layout } from "../../tests/support/layouts.ts";
import { waitFor } from "../../tests/support/wait.ts";
import { type FigureGroup, median } from "../figure.ts";

/** Keys that are timed, and milliseconds from one to the next. */
const TIMED = 100;
const TIMED_PACE = 50;
/** Keys of each layout that are counted, and milliseconds from one to the next: fifty a second. */
const COUNTED = 500;
const COUNTED_PACE = 20;
const opened = new AsyncDisposableStack();

/** From a key in the page to the event in an application, and what is lost on the way when it goes fast. Needs Chromium. */
export const input: FigureGroup = {
  id: "input",
  about: "keys from the page to an application",
  async figures() {
    const desktop = opened.use(await startDesktop());
    const chromium = opened.use(await launchChromium());
    const application = opened.use(await openApplication(desktop.container));
    const page = await chromium.open(desktop.url);
    await page.waitForSelector("#screen > *");
    await page.mouse.click(400, 300);
    await page.evaluate(CLOCK);
    const keyboard = await page.context().newCDPSession(page);
    // The application has the keyboard, and the desktop's layout knows what comes.
    await waitFor("a key to arrive", async () => {
      await type(keyboard, ["x"], COUNTED_PACE);
      return application.pressed().length > 0;
    });
    await application.settle();
    return [
      {
        id: "input.key",
        what: "key pressed in the page to its event in an application",
        unit: "ms",
        most: 4,
        tolerance: 2,
        samples: 3,
        sample: () => timeKeys(page, keyboard, application),
      },
      ...Object.entries(LAYOUTS).map(([name, layout]) => ({
        id: `input.wrong.${name}`,
        what: `of ${COUNTED} keys at 50 a second on the layout ${name}, those lost, doubled or stuck`,
        unit: "count" as const,
        most: 0,
        tolerance: 1,
        samples: 1,
        sample: () => countWrong(keyboard, application, layout),
      })),
    ];
  },
  close: () => opened.disposeAsync(),
};

/** Median of the milliseconds from keydown in the page to KeyPress in the application. */
async function timeKeys(page: Page, keyboard: CDPSession, application: Application): Promise<number> {
  await application.settle();
  await page.evaluate("keyTimes.length = 0");
  const letters = Array.from({ length: TIMED }, (_, i) => "abcdefghij".charAt(i % 10));
  await type(keyboard, letters, TIMED_PACE);
  await waitFor("all keys", () => application.pressed().length >= TIMED);
  const down = (await page.evaluate("keyTimes")) as number[];
  const arrived = application.pressed();
  if (arrived.length !== TIMED || down.length !== TIMED) {
    throw new Error(
      `${TIMED} keys were pressed, the page saw ${down.length}, the application ${arrived.length}`,
    );
  }
  return median(arrived.map(({ at }, i) => at - (down[i] ?? Number.NaN)));
}

/** Keys of a layout that did not arrive, arrived twice or in another place, or are still down at the end. */
async function countWrong(keyboard: CDPSession, application: Application, layout: Layout): Promise<number> {
  await application.settle();
  const characters = [...layout.plain, ...layout.shift, ...layout.level3, ...layout.composed];
  const typed = Array.from({ length: COUNTED }, (_, i) => characters[i % characters.length] ?? "");
  await type(keyboard, typed, COUNTED_PACE, layout);
  await waitFor("all keys", () => application.pressed().length >= COUNTED, 5000).catch(() => undefined);
  await application.settle(false);
  return (
    wrong(
      typed,
      application.pressed().map(({ character }) => character),
    ) + application.held()
  );
}

/** How many were lost and doubled; where none was, how many came in another's place. */
function wrong(wanted: readonly string[], got: readonly string[]): number {
  const counts = new Map<string, number>();
  for (const [characters, by] of [
    [wanted, 1],
    [got, -1],
  ] as const) {
    for (const character of characters) {
      counts.set(character, (counts.get(character) ?? 0) + by);
    }
  }
  const unequal = [...counts.values()].reduce((all, count) => all + Math.abs(count), 0);
  return unequal || wanted.filter((character, i) => got[i] !== character).length;
}

/** Bit of the modifiers of a key event of Chromium's DevTools protocol. */
const SHIFT = 8;

/** Types as fast typists do: a key goes down before the last one is up. */
async function type(
  keyboard: CDPSession,
  characters: readonly string[],
  pace: number,
  { shift, level3, composed }: Partial<Layout> = {},
): Promise<void> {
  const sent: Promise<unknown>[] = [];
  const key = (type: "keyDown" | "keyUp", event: { key: string; code: string; modifiers?: number }) => {
    const text = type === "keyDown" && [...event.key].length === 1 ? { text: event.key } : {};
    sent.push(keyboard.send("Input.dispatchKeyEvent", { type, ...event, ...text }));
  };
  const modifiers = {
    shift: { key: "Shift", code: "ShiftLeft" },
    level3: { key: "AltGraph", code: "AltRight" },
  };
  let modifier: keyof typeof modifiers | undefined;
  let before: { key: string; code: string } | undefined;
  const lift = () => {
    if (before) {
      key("keyUp", before);
    }
    before = undefined;
  };
  const hold = (now: keyof typeof modifiers | undefined) => {
    if (now !== modifier) {
      lift();
      if (modifier) key("keyUp", modifiers[modifier]);
      if (now) key("keyDown", { ...modifiers[now], modifiers: now === "shift" ? SHIFT : 0 });
      modifier = now;
    }
  };
  const started = performance.now();
  for (const [i, character] of characters.entries()) {
    await delay(Math.max(0, started + i * pace - performance.now()));
    if (composed?.includes(character)) {
      hold(undefined);
      lift();
      sent.push(keyboard.send("Input.insertText", { text: character }));
      continue;
    }
    hold(shift?.includes(character) ? "shift" : level3?.includes(character) ? "level3" : undefined);
    const now = {
      key: character,
      code: `Key${String.fromCharCode(0x41 + (i % 26))}`,
      modifiers: modifier === "shift" ? SHIFT : 0,
    };
    if (before?.key === character) {
      lift();
    }
    key("keyDown", now);
    lift();
    before = now;
  }
  lift();
  hold(undefined);
  await Promise.all(sent);
}

/** A key as the application was told of it; `at` is Unix time in ms. */
type Pressed = { at: number; character: string };

/** A window of libX11 that has the keyboard. */
type Application = AsyncDisposable & {
  /** What was pressed since it settled, without modifiers. */
  pressed(): readonly Pressed[];
  /** How many keys are down. */
  held(): number;
  /** Waits until nothing comes any more, and forgets what came unless told not to. */
  settle(forget?: boolean): Promise<void>;
};

/** Milliseconds without an event after which none is expected. */
const QUIET = 300;

async function openApplication(container: string): Promise<Application> {
  // biome-ignore format: one option a word
  const child = spawn("docker", ["exec", "-i", "-u", "abc", "-e", "DISPLAY=:1", "-w", "/usr/lib/porthole/desktop", container, "/usr/lib/porthole/node", "-e", WINDOW], { stdio: ["pipe", "pipe", "inherit"] });
  const gone = new Promise(resolve => child.once("close", resolve));
  const pressed: Pressed[] = [];
  const held = new Set<number>();
  let last = performance.now();
  let ready = false;
  createInterface({ input: child.stdout }).on("line", line => {
    const { down, code, keysym, at } = JSON.parse(line) as {
      down?: boolean;
      code: number;
      keysym: number;
      at: number;
    };
    last = performance.now();
    ready = true;
    if (down === undefined) {
      return;
    }
    if (!down) {
      held.delete(code);
      return;
    }
    held.add(code);
    if (!isModifier(keysym)) {
      pressed.push({ at, character: characterOf(keysym) ?? `<${keysym.toString(16)}>` });
    }
  });
  await waitFor("the application's window", () => ready);
  return {
    pressed: () => pressed,
    held: () => held.size,
    async settle(forget = true) {
      await waitFor("quiet", () => performance.now() - last > QUIET);
      if (forget) {
        pressed.length = 0;
      }
    },
    async [Symbol.asyncDispose]() {
      child.kill("SIGTERM");
      await gone;
    },
  };
}

/** Opens a window by libX11 and writes one line for each key event, and one when it first has the keyboard. */
const WINDOW = `
const koffi = require("koffi");
const { writeSync } = require("node:fs");
const x11 = koffi.load("libX11.so.6");
const open = x11.func("void *XOpenDisplay(const char *)");
const root = x11.func("unsigned long XDefaultRootWindow(void *)");
const create = x11.func("unsigned long XCreateSimpleWindow(void *, unsigned long, int, int, unsigned int, unsigned int, unsigned int, unsigned long, unsigned long)");
const select = x11.func("int XSelectInput(void *, unsigned long, long)");
const map = x11.func("int XMapRaised(void *, unsigned long)");
const next = x11.func("int XNextEvent(void *, void *)");
const lookup = x11.func("int XLookupString(void *, void *, int, void *, void *)");
const refresh = x11.func("int XRefreshKeyboardMapping(void *)");
const display = open(null);
const window = create(display, root(display), 0, 0, 500, 400, 0, 0, 0);
// KeyPress, KeyRelease, FocusChange.
select(display, window, 1 | 2 | (1 << 21));
map(display, window);
const event = Buffer.alloc(192);
const text = Buffer.alloc(32);
const keysym = Buffer.alloc(8);
for (;;) {
  next(display, event);
  const at = performance.timeOrigin + performance.now();
  const type = event.readInt32LE(0);
  if (type === 34) refresh(event);
  if (type === 9) writeSync(1, "{}\\n");
  if (type !== 2 && type !== 3) continue;
  keysym.fill(0);
  lookup(event, text, 32, keysym, null);
  writeSync(1, JSON.stringify({ down: type === 2, code: event.readUInt32LE(84), keysym: Number(keysym.readBigUInt64LE()), at }) + "\\n");
}
`;

/** Writes down in the page when keys go down, modifiers aside, before the page itself hears of it. */
const CLOCK = `
  window.keyTimes = [];
  window.addEventListener("keydown", () => keyTimes.push(performance.timeOrigin + performance.now()), true);
`;

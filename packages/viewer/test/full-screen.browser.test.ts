import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Desk, startDesk } from "../../../tests/support/desk.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type Bench, clientAt, of, openBench, type View } from "./bench.ts";
import { type Client, ordinary, type TestDesktop } from "./desktop.ts";

let desk: Desk;
let bench: Bench;
let desktop: TestDesktop;
let view: View;
let page: Page;
let client: Client;

beforeAll(async () => {
  desk = await startDesk();
  bench = await openBench({ display: desk.display });
  desktop = await bench.desktop(ordinary);
  view = await bench.open(desktop, { viewport: null });
  page = view.page;
  client = await clientAt(desktop, 0);
  await page.bringToFront();
  await page.locator("#keys").focus();
  await waitFor("a key to arrive", async () => {
    await desk.xdotool("key", "a");
    return of(client, "key").length > 0;
  });
});
afterAll(async () => {
  for (const started of [view, desktop, bench, desk] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

const isFull = () => page.evaluate(() => document.fullscreenElement !== null);

/** Presses keys and waits until the desktop has been told of the last one going down. */
async function press(keys: string, keysym: number): Promise<void> {
  const before = client.received.length;
  await desk.xdotool("key", keys);
  await waitFor(keys, () =>
    client.received.slice(before).some(one => one.kind === "key" && one.down && one.keysym === keysym),
  );
}

describe("in full screen", () => {
  it("the desktop gets the shortcuts of browser and system, and Escape; words say how to leave", async () => {
    await desk.xdotool("key", "ctrl+alt+shift+f");
    await waitFor("full screen", isFull);
    const notice = page.locator("[data-id=full-screen-keys]");
    await notice.waitFor();
    expect(await notice.textContent()).toContain("Control+Alt+Shift+F");
    await press("ctrl+w", 0x77);
    await press("ctrl+t", 0x74);
    await press("alt+Tab", 0xff09);
    await press("alt+F4", 0xffc1);
    await press("Escape", 0xff1b);
    await press("F11", 0xffc8);
    expect(await isFull()).toBe(true);
    expect(page.context().pages()).toHaveLength(1);
  });

  it("a held Escape leaves, no key stays down, and the browser has its shortcuts again", async () => {
    await desk.xdotool("keydown", "Escape");
    await waitFor("the end of full screen", async () => !(await isFull()));
    await desk.xdotool("keyup", "Escape");
    await press("a", 0x61);
    const down = new Set<number>();
    for (const message of client.received) {
      if (message.kind === "key") {
        down[message.down ? "add" : "delete"](message.keysym);
      } else if (message.kind === "held") {
        down.clear();
        for (const keysym of message.keysyms) {
          down.add(keysym);
        }
      }
    }
    expect([...down].filter(keysym => keysym !== 0x61)).toEqual([]);
    const before = of(client, "key").length;
    await desk.xdotool("key", "ctrl+t");
    await waitFor("the browser's new tab", () => page.context().pages().length === 2);
    expect(
      of(client, "key")
        .slice(before)
        .map(({ keysym }) => keysym),
    ).not.toContain(0x74);
  });
});

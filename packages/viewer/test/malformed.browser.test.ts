import { CLOSE, CODEC_BIT } from "@porthole/protocol";
import fc from "fast-check";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSection } from "../../../tests/support/panel.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { isReadable, mutated } from "../../protocol/test/mutations.ts";
import { type Bench, clientAt, figure, openBench, waitForScene, waitForTiles } from "./bench.ts";
import { withSettings } from "./settings.ts";

/** Messages a page lets pass that it cannot read; with the next it leaves. */
const MOST = 16;
/** Messages of a server that means harm, and how many of them come at once. */
const MESSAGES = 3000;
const AT_ONCE = 50;

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

// A page's errors, and what it writes to the console as such, fail each of these.
describe("a server that means harm", () => {
  it("is refused and counted where it cannot be read, and left when there is too much of that", async () => {
    const seed = Date.now();
    const unreadable = mutated("server").filter(bytes => !isReadable("server", bytes));
    const [first, ...messages] = fc.sample(unreadable, { numRuns: MOST + 1, seed });
    await using desktop = await bench.desktop(withSettings);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    for (const bytes of messages) {
      client.sendBytes(bytes);
    }
    await waitFor("the count", async () => (await figure(view.page, "unreadable")) === String(MOST));
    expect(desktop.clients).toHaveLength(1);
    client.sendBytes(first ?? Uint8Array.of());
    expect((await client.closed).code).toBe(CLOSE.malformed);
    await clientAt(desktop, 1);
    await clear(view.page);
    await waitForScene(view.page);
  });

  it("leaves the page whole, whatever it says: it shows the picture of the next that means well", async () => {
    const seed = Date.now();
    const messages = fc.sample(mutated("server"), { numRuns: MESSAGES, seed });
    await using desktop = await bench.desktop(client => {
      if (isMean) {
        client.welcome();
      } else {
        withSettings(client);
      }
    });
    let isMean = false;
    // Of files that it says are there.
    await using view = await bench.open(desktop, { troubles: /status of 404/ });
    await waitForScene(view.page);
    // So that each section hears of what concerns it.
    for (const section of ["stream", "statistics", "sharing", "clipboard"]) {
      await openSection(view.page, section);
    }
    isMean = true;
    for (let i = 0; i < messages.length; i += AT_ONCE) {
      const client = desktop.clients.at(-1);
      for (const bytes of messages.slice(i, i + AT_ONCE)) {
        client?.sendBytes(bytes);
      }
      // It answers still, on this line or on a new one.
      await view.page.evaluate(() => new Promise(done => requestAnimationFrame(done)));
      await waitFor("a line", () => desktop.clients.at(-1)?.isOpen());
    }
    isMean = false;
    desktop.clients.at(-1)?.cut();
    const before = desktop.clients.length;
    const last = await clientAt(desktop, before);
    await clear(view.page);
    // Its decoder may have given up meanwhile, as it does after five errors.
    await ((last.hello.codecs & CODEC_BIT.h264) === 0 ? waitForTiles : waitForScene)(view.page);
    expect(desktop.requests.filter(path => path.endsWith("/folder/"))).toHaveLength(1);
  });
});

/** Closes the panel, and what the page has to say, so that the whole picture is seen. */
async function clear(page: Page): Promise<void> {
  await page.locator("#close-panel").click();
  const dismiss = page.getByRole("button", { name: "Dismiss" });
  while ((await dismiss.count()) > 0) {
    await dismiss.first().click();
  }
}

import { setTimeout } from "node:timers/promises";
import { CLOSE, PROTOCOL_VERSION, SEVERITY, serverMessages } from "@porthole/protocol";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { type Bench, clientAt, of, openBench, waitForScene } from "./bench.ts";
import { ordinary, SCENE } from "./desktop.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

describe("the connection", () => {
  it("comes back by itself at once after a cut, with no word about it", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const start = performance.now();
    desktop.clients[0]?.cut();
    const second = await clientAt(desktop, 1);
    await waitFor("a frame", () => of(second, "shown").length > 0);
    expect(performance.now() - start).toBeLessThan(1000);
    expect(await view.page.locator("#status").isHidden()).toBe(true);
    await waitForScene(view.page);
  });

  it("says so where it takes longer, and tells of a restarted desktop", async () => {
    let session = 1;
    await using desktop = await bench.desktop(client => {
      client.welcome(session);
      client.stream(SCENE);
    });
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    desktop.accept = false;
    session = 2;
    desktop.clients[0]?.cut();
    const status = view.page.getByRole("status");
    await status.getByText("The connection to the desktop is lost").waitFor();
    desktop.accept = true;
    // The network's return is tried at once, whatever the wait.
    await view.page.evaluate(() => window.dispatchEvent(new Event("online")));
    await clientAt(desktop, 1);
    await status.getByText("The desktop was restarted.").waitFor();
    await waitForScene(view.page);
  });

  it.each([/\/main\.js$/, /\/worker\.js$/, /\/en-[^/]*\.js$/])(
    "the page comes to life though the network loses %s twice while it is loaded",
    async file => {
      await using desktop = await bench.desktop(ordinary);
      let lost = 0;
      desktop.cuts = path => file.test(path) && ++lost <= 2;
      await using view = await bench.open(desktop, { troubles: /ERR_EMPTY_RESPONSE|Failed to fetch/ });
      await waitFor("the file", () => lost > 2);
      await view.page.locator("html[data-begun]").waitFor();
      await waitForScene(view.page);
      expect(await view.page.evaluate(() => sessionStorage.getItem("again"))).toBe(null);
    },
  );

  it("leaves a line on which nothing comes for six seconds", async () => {
    await using desktop = await bench.desktop(client => {
      if (desktop.clients.length > 1) {
        ordinary(client);
      }
    });
    await using view = await bench.open(desktop);
    const start = performance.now();
    await clientAt(desktop, 1);
    expect(performance.now() - start).toBeGreaterThan(4000);
    await waitForScene(view.page);
  }, 20_000);

  it("finds out soon that a line died while nobody looked", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await setHidden(view.page, true);
    await waitFor("the word", () => of(client, "visibility").some(({ visible }) => !visible));
    // The answer to the ping that follows would be taken for a sign of life.
    await setTimeout(300);
    client.mute();
    await setHidden(view.page, false);
    const start = performance.now();
    await clientAt(desktop, 1);
    expect(performance.now() - start).toBeLessThan(4000);
    await waitForScene(view.page);
  });

  it.each([
    ["newer", PROTOCOL_VERSION + 1, "The server is newer than this page. Reload"],
    ["older", PROTOCOL_VERSION - 1, "This page is newer than its server. Restart"],
  ])(
    "says in words that the server is %s, and neither reloads nor tries again",
    async (_, version, words) => {
      await using desktop = await bench.desktop(client => {
        const ours = serverMessages.encode({ kind: "welcome", version, server: "x", session: 1, title: "" });
        // Another version may say more in its welcome than this page can read.
        client.sendBytes(Uint8Array.of(...ours, 1, 2, 3));
        client.close(CLOSE.version);
      });
      await using view = await bench.open(desktop);
      await view.page.getByRole("status").getByText(words).waitFor();
      await view.page.waitForTimeout(1500);
      expect(desktop.requests.filter(path => path.endsWith("/folder/"))).toHaveLength(1);
      expect(desktop.clients).toHaveLength(1);
      await view.page.getByRole("button", { name: "Reload" }).click();
      await waitFor(
        "the reload",
        () => desktop.requests.filter(path => path.endsWith("/folder/")).length === 2,
      );
      await clientAt(desktop, 1);
      await view.page.getByRole("status").getByText(words).waitFor();
    },
  );

  it("survives a message it cannot read, and leaves a server that sends nothing else", async () => {
    await using desktop = await bench.desktop(client => {
      ordinary(client);
      if (desktop.clients.length === 1) {
        client.sendBytes(Uint8Array.of(0xee, 1));
      }
    });
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    for (let count = 0; count < 30; count++) {
      client.sendBytes(Uint8Array.of(0xee, 1));
    }
    expect((await client.closed).code).toBe(CLOSE.malformed);
    await clientAt(desktop, 1);
  });

  it("shows what the server has to say", async () => {
    await using desktop = await bench.desktop(client => {
      ordinary(client);
      client.send({
        kind: "notice",
        severity: SEVERITY.error,
        id: "disk-full",
        text: "The disk is <b>full</b>.",
      });
    });
    await using view = await bench.open(desktop);
    const notice = view.page.locator('[data-id="disk-full"]');
    expect(await notice.locator("span").textContent()).toBe("The disk is <b>full</b>.");
    await notice.getByRole("button", { name: "Dismiss" }).click();
    expect(await notice.count()).toBe(0);
  });

  it("takes a notice back when the server does, and at the next connection", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    const client = await clientAt(desktop, 0);
    const warning = { kind: "notice", severity: SEVERITY.warning, id: "roof-gone" } as const;
    const notice = view.page.locator('[data-id="roof-gone"]');
    client.send({ ...warning, text: "The roof is gone." });
    client.send({ ...warning, text: "The roof is still gone." });
    await notice.getByText("still gone").waitFor();
    expect(await notice.count()).toBe(1);
    client.send({ ...warning, text: "" });
    await notice.waitFor({ state: "detached" });
    client.send({ ...warning, text: "The roof is gone again." });
    await notice.waitFor();
    client.cut();
    await notice.waitFor({ state: "detached" });
  });

  it("tells of a hidden page, draws nothing there, and goes on when it is seen", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await setHidden(view.page, true);
    await waitFor("the word", () => of(client, "visibility").some(({ visible }) => !visible));
    const shown = of(client, "shown").length;
    client.stream(SCENE, 5, 300);
    client.send({ kind: "notice", severity: SEVERITY.info, id: "sent", text: "All of it is here." });
    await view.page.locator('[data-id="sent"]').waitFor();
    await setHidden(view.page, false);
    await waitFor("the word", () => of(client, "visibility").some(({ visible }) => visible));
    expect(of(client, "shown")).toHaveLength(shown);
    client.stream(SCENE, 5, 400);
    await waitFor("the frames", () => of(client, "shown").length > shown);
  });
});

/** Browsers without a window never hide a page, so the page is told it is. */
async function setHidden(page: Page, hidden: boolean): Promise<void> {
  await page.evaluate(value => {
    Object.defineProperty(document, "hidden", { configurable: true, get: () => value });
    document.dispatchEvent(new Event("visibilitychange"));
  }, hidden);
}

import { ACTIONS, type Action, actionBits, ROLES, type ServerMessage } from "@porthole/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { faultsOf } from "../../../tests/support/axe.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { loadWords, WORDS } from "../src/words.ts";
import { type Bench, clientAt, openBench, WIDE } from "./bench.ts";
import { openAll } from "./open-all.ts";
import { withSettings } from "./settings.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

/** Tells a page that it belongs to a viewer who may do this. */
function person(actions: readonly Action[]): ServerMessage {
  const role = ROLES.indexOf("viewer");
  return { kind: "you", person: 1, name: "Guest", role, actions: actionBits(actions), pads: [] };
}

/** What the server says of sound. */
function soundRules(microphone: boolean): ServerMessage {
  return {
    kind: "soundRules",
    out: true,
    microphone,
    bitrate: 64_000,
    least: 64_000,
    most: 64_000,
    ticket: "",
  };
}

describe("somebody who came by a viewer's link", () => {
  it("sees what they may not change, cannot use it, is told why and whom to ask, and is given it with the right", async () => {
    await using desktop = await bench.desktop(client => {
      withSettings(client);
      client.send(person(["watch", "sound"]));
      client.send(soundRules(false));
    });
    await using view = await bench.open(desktop, WIDE);
    const { page } = view;
    await loadWords("en");
    await openAll(page);
    const usable = () =>
      page
        .locator("#sections :is(input, select, button):enabled:visible")
        .evaluateAll(all => all.map(control => control.getAttribute("name") ?? control.id));
    const told = async () => [...new Set(await tellings())];
    const tellings = () =>
      page
        .getByText(WORDS.serverNotices["not-allowed"])
        .filter({ visible: true })
        .evaluateAll(all => all.map(text => text.closest("details")?.id));
    const free = ["whole", "mute", "volume", "name", "sign-out", "language", "theme"];
    expect((await usable()).toSorted()).toEqual(free.toSorted());
    expect(await told()).toEqual(
      ["stream", "display", "sound", "input", "clipboard", "files"].map(id => `section-${id}`),
    );
    expect(await page.locator("#add-monitor").isVisible()).toBe(false);
    expect(await faultsOf(page)).toEqual([]);
    const client = await clientAt(desktop, 0);
    client.send(person(ACTIONS.filter(action => action !== "share")));
    client.send(soundRules(true));
    await waitFor("the right", async () => (await usable()).includes("touch-mode"));
    expect(await told()).toEqual([]);
    expect(await page.locator("#add-monitor").isVisible()).toBe(true);
  });
});

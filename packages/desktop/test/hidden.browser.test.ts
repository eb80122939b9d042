import { setTimeout as delay } from "node:timers/promises";
import { afterAll, beforeAll, expect, it } from "vitest";
import { shapeLink } from "../../../tests/support/link.ts";
import { launchTabs, type Tabs } from "../../../tests/support/tabs.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { counters } from "./counters.ts";
import { paintFields, worstField } from "./fields.ts";
import { motion } from "./motion.ts";
import { costOf } from "./processes.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** As for the picture of other tests. */
const NEAR = 2;
/** Time, in ms, that is watched. */
const WINDOW = 4000;

let desktop: RunningDesktop;
let tabs: Tabs;
beforeAll(async () => {
  [desktop, tabs] = await Promise.all([startDesktop(), launchTabs()]);
});
afterAll(async () => {
  for (const started of [tabs, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

it("a tab behind another costs nothing while the desktop moves, and has the picture of now when it is seen again", async () => {
  await using link = await shapeLink({ port: desktop.port });
  /** What is made, sent and spent while the desktop moves. */
  const watch = async () => {
    const [before, carried, cost] = [await counters(desktop), link.carried.down, await costOf(desktop)];
    await delay(WINDOW);
    const [after, later] = [await counters(desktop), await costOf(desktop)];
    return {
      frames: after("frames_total") - before("frames_total"),
      bytes: link.carried.down - carried,
      encoding: after("encode_seconds_total") - before("encode_seconds_total"),
      server: later.server - cost.server,
    };
  };
  const page = await tabs.open(`http://localhost:${link.port}/`);
  await waitFor(
    "a page that is seen",
    async () => (await counters(desktop))("viewers", { visible: "true" }) === 1,
  );
  const moving = await motion(desktop, 30);
  await waitFor("motion", async () => (await counters(desktop))("frames_total") > 10);
  const seen = await watch();
  expect(seen.frames).toBeGreaterThan(20);
  expect(seen.bytes).toBeGreaterThan(20_000);

  const other = await tabs.open("about:blank");
  expect(await page.evaluate(() => document.visibilityState)).toBe("hidden");
  await waitFor(
    "the server's word of it",
    async () => (await counters(desktop))("viewers", { visible: "false" }) === 1,
  );
  const hidden = await watch();
  expect(hidden).toMatchObject({ frames: 0, encoding: 0 });
  // A ping of the line now and then.
  expect(hidden.bytes).toBeLessThan(100);
  expect(hidden.server).toBeLessThan(seen.server / 5);

  await moving[Symbol.asyncDispose]();
  await paintFields(desktop);
  await page.bringToFront();
  await waitFor("the colours", async () => (await worstField(page)) <= NEAR);
  expect(await page.evaluate(() => document.visibilityState)).toBe("visible");
  await other.close();
});

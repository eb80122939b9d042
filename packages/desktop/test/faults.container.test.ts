import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { killWorker } from "./kill-worker.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** Kills of each part: few in every run, a hundred by hand (`PORTHOLE_KILLS=100`). */
const KILLS = Number(process.env.PORTHOLE_KILLS ?? 5);
const TIMEOUT = 60_000 + KILLS * 10_000;

let desktop: RunningDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
  await waitFor("the session's program", async () => (await pids("xterm"))[0] !== "", 30_000);
});
afterAll(async () => {
  await desktop[Symbol.asyncDispose]();
});

/** Process ids by name; empty where none runs. */
async function pids(...names: string[]): Promise<string[]> {
  const lines = await desktop.exec(names.map(name => `echo "$(pidof ${name})"`).join("; "));
  return lines.split("\n");
}

/** Asks for a key frame and waits for a picture: capture, encoder and connection work again. */
async function nextPicture(page: FakePage): Promise<void> {
  page.forget();
  page.send({ kind: "keyframe" });
  await waitFor("a picture", () => page.of("frame").find(({ key }) => key), 30_000);
}

/** Whether the display can be captured. */
async function isReady(): Promise<boolean> {
  const answer = await fetch(`${desktop.url}health`).catch(() => undefined);
  return ((await answer?.json()) as { ready?: boolean } | undefined)?.ready === true;
}

function percentile(values: readonly number[], share: number): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN;
}

describe(`killed ${KILLS} times`, () => {
  it("the desktop server is back with a picture, and nothing else restarts", {
    timeout: TIMEOUT,
  }, async () => {
    const others = await pids("Xorg", "openbox", "dbus-daemon");
    const times: number[] = [];
    for (let kill = 0; kill < KILLS; kill++) {
      const page = await waitFor("the server", () => FakePage.open(desktop.url).catch(() => undefined));
      await page.wait("frame");
      await desktop.exec("kill -9 $(pidof node)");
      await waitFor("the end", () => page.closed);
      const next = await waitFor(
        "the server",
        () => FakePage.open(desktop.url).catch(() => undefined),
        30_000,
      );
      await waitFor("a picture", () => next.of("frame")[0], 30_000);
      times.push((next.times[next.received.findIndex(({ kind }) => kind === "frame")] ?? 0) - page.closedAt);
      next[Symbol.dispose]();
    }
    console.log(
      `desktop server killed: picture after ${percentile(times, 0.5).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms`,
    );
    expect(percentile(times, 0.5)).toBeLessThan(10_000);
    expect(await pids("Xorg", "openbox", "dbus-daemon")).toEqual(others);
  });

  it("the capture worker is back with a picture on the same connection", { timeout: TIMEOUT }, async () => {
    const others = await pids("node", "Xorg", "openbox");
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
    for (let kill = 0; kill < KILLS; kill++) {
      await waitFor("the capture", isReady, 30_000);
      page.forget();
      await killWorker(desktop);
      // A new worker counts its frames from 1.
      await waitFor("a picture", () => page.of("frame").find(({ frame }) => frame === 1), 30_000);
    }
    expect(page.closed).toBeUndefined();
    expect(await pids("node", "Xorg", "openbox")).toEqual(others);
  });

  it("the window manager is back, with its programs as they were", { timeout: TIMEOUT }, async () => {
    const others = await pids("node", "Xorg", "xterm");
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
    for (let kill = 0; kill < KILLS; kill++) {
      const [before] = await pids("openbox");
      await desktop.exec("kill -9 $(pidof openbox)");
      await waitFor(
        "the window manager",
        async () => {
          const [now] = await pids("openbox");
          return now !== "" && now !== before;
        },
        30_000,
      );
      await nextPicture(page);
    }
    expect(page.closed).toBeUndefined();
    expect(await pids("node", "Xorg", "xterm")).toEqual(others);
  });

  it("the X server is back with a session; the page keeps its connection", { timeout: TIMEOUT }, async () => {
    const others = await pids("node", "dbus-daemon");
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
    for (let kill = 0; kill < KILLS; kill++) {
      page.forget();
      await desktop.exec("kill -9 $(pidof Xorg)");
      await waitFor("word of it", () => page.of("notice").length >= 2, 30_000);
      await nextPicture(page);
      await waitFor("the session", async () => (await pids("xterm"))[0] !== "", 30_000);
    }
    expect(page.closed).toBeUndefined();
    expect(await pids("node", "dbus-daemon")).toEqual(others);
    expect(await desktop.exec("cat /proc/sysvipc/shm | awk '$7 == 0' | wc -l")).toBe("0");
  });
});

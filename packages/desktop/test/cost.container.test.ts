import { setTimeout as delay } from "node:timers/promises";
import { SOUND_FORMAT } from "@porthole/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { motion } from "./motion.ts";
import { costOf, wakesOf } from "./processes.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

const HD = { width: 1920, height: 1080 };
let desktop: RunningDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
});
afterAll(async () => {
  await desktop[Symbol.asyncDispose]();
});

describe("with one viewer at 1920×1080", () => {
  it("server and X server take 150 MB, and 5 MB for each further viewer", async () => {
    using first = await FakePage.open(desktop.url, HD);
    await first.wait("frame");
    await waitFor("memory at rest", async () => (await costOf(desktop)).memory <= 150, 30_000);
    const { memory } = await costOf(desktop);
    const more = await Promise.all(Array.from({ length: 5 }, () => FakePage.open(desktop.url, HD)));
    await Promise.all(more.map(page => page.wait("frame")));
    await waitFor("memory at rest", async () => (await costOf(desktop)).memory - memory <= 25, 30_000);
    for (const page of more) {
      page[Symbol.dispose]();
    }
  });

  it("what programs needed for a while is given back", async () => {
    using page = await FakePage.open(desktop.url, HD);
    await page.wait("frame");
    const atRest = async (most: number) => {
      await page.settled(1500);
      await waitFor("memory at rest", async () => (await costOf(desktop)).memory <= most, 30_000);
    };
    await atRest(150);
    const { memory } = await costOf(desktop);
    // The X server's C library keeps a second large picture, not the first.
    for (let i = 0; i < 3; i++) {
      await desktop.observer.run("timeout 2 display -use-pixmap -size 1920x2160 plasma:fractal || true");
    }
    await atRest(memory + 8);
  });

  // Limits on time are wide, for machines that are busy or slow; those on memory and bytes are the promise.
  it("a still picture costs next to nothing, and so does listening while nothing plays", async () => {
    using page = await FakePage.open(desktop.url, HD);
    await page.wait("frame");
    page.send({ kind: "listen", format: SOUND_FORMAT.opus, bitrate: 128_000 });
    await page.settled(1500);
    await waitFor("PulseAudio asleep", async () => (await wakesOf(desktop, "pulseaudio", 1000)) < 10, 20_000);
    const [before, bytes] = [await costOf(desktop), page.bytes];
    await delay(5000);
    const after = await costOf(desktop);
    const spent = after.server + after.xServer - before.server - before.xServer;
    expect(spent / 5000).toBeLessThan(0.004);
    expect(page.bytes - bytes).toBeLessThan(100);
  });

  it("a small change costs the server a few milliseconds", async () => {
    using page = await FakePage.open(desktop.url, HD);
    await page.wait("frame");
    await page.settled(1500);
    const before = await costOf(desktop);
    const frames = page.of("frame").length;
    await desktop.asUser(
      "DISPLAY=:1 xterm -geometry 20x3 -e 'sleep 1; for i in $(seq 40); do printf \"\\r$((i % 10))\"; sleep 0.1; done'",
    );
    const spent = (await costOf(desktop)).server - before.server;
    const made = page.of("frame").length - frames;
    expect(made).toBeGreaterThanOrEqual(40);
    expect(spent / made).toBeLessThan(24);
  });

  it("the encoder changes its ways while nothing changes: nobody's first letter waits for a key frame", async () => {
    using page = await FakePage.open(desktop.url, HD);
    await page.wait("frame");
    await page.settled(1000);
    const moving = await motion(desktop);
    await waitFor("a line without limits", async () =>
      /budget_bytes\{.*\} \+Inf/.test(await (await fetch(`${desktop.url}metrics`)).text()),
    );
    await moving[Symbol.asyncDispose]();
    await page.settled(4000);
    page.forget();
    await desktop.asUser("DISPLAY=:1 timeout 2 xterm -geometry 20x3 -e 'echo x; sleep 9' || true");
    await page.settled(1000);
    const frames = page.of("frame");
    expect(frames.length).toBeGreaterThan(1);
    expect(frames.filter(({ key }) => key)).toEqual([]);
  });

  it("a few lines that scroll take a small part of what a new page takes, a letter next to nothing", async () => {
    using page = await FakePage.open(desktop.url, HD);
    await page.wait("frame");
    // The session's own terminal comes to the top when it opens.
    await waitFor("the session's terminal", async () =>
      (await desktop.observer.run("xprop -root _NET_CLIENT_LIST")).includes("0x"),
    );
    await desktop.asUser(
      "mkfifo /tmp/lines; DISPLAY=:1 xterm -maximized -e 'tty >/tmp/tty; exec 3<>/tmp/lines; while read -r count <&3; do head -c $((count * 90)) /dev/urandom | base64 -w 120; done' >/dev/null 2>&1 &",
    );
    await waitFor("the terminal", async () =>
      (await desktop.observer.run("xwininfo -root -tree")).includes("urandom"),
    );
    /** Bytes that so many lines take at once, before they settle. */
    const bytesOf = async (lines: number) => {
      await page.settled(1000);
      page.forget();
      await desktop.asUser(`echo ${lines} >/tmp/lines`);
      await page.wait("frame");
      await page.settled(1000);
      const first = page.times[page.received.findIndex(({ kind }) => kind === "frame")] ?? 0;
      return page.received.reduce(
        (sum, message, i) =>
          message.kind === "frame" && (page.times[i] ?? 0) < first + 100 ? sum + message.data.length : sum,
        0,
      );
    };
    await bytesOf(100);
    const [whole, few] = [await bytesOf(100), await bytesOf(3)];
    expect(few).toBeLessThan(whole / 4);
    // Sharp text around it, which takes a hundred times as much, is not sent again when the letter settles.
    page.forget();
    await desktop.asUser("printf x >$(cat /tmp/tty)");
    await page.wait("frame");
    await page.settled(1500);
    const letter = page.of("frame").reduce((sum, { data }) => sum + data.length, 0);
    expect(letter).toBeLessThan(10_000);
  });
});

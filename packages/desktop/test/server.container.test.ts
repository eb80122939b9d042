import { CLOSE, CODEC, CODEC_BIT, pageMessages } from "@porthole/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { motion } from "./motion.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";
import { startTypewriter } from "./typewriter.ts";

const RETURN = 0xff0d;
let desktop: RunningDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
});
afterAll(async () => {
  await desktop[Symbol.asyncDispose]();
});

const text = (words: string) => [...words].map(character => character.charCodeAt(0));

/** Shell word that paints the root window. */
const fill = (colour: string) => `{ display -window root -size 64x64 xc:'${colour}' || true; }`;

/** Leaves nothing but the bare root window. */
async function clear(): Promise<void> {
  await desktop.observer.run("xdotool search --onlyvisible --class xterm windowkill %@ || true");
}

describe("the picture", () => {
  it("comes in the page's size, and follows it", async () => {
    using page = await FakePage.open(desktop.url, { width: 1001, height: 701 });
    const display = await page.wait("display", ({ width }) => width === 1000);
    expect(display).toMatchObject({ width: 1000, height: 700, codec: CODEC.h264 });
    expect(display.codecString).toMatch(/^avc1\.42/);
    expect((await page.wait("frame")).key).toBe(true);
    page.send({ kind: "resize", width: 1300, height: 640, scale: 100 });
    await page.wait("display", ({ width, height }) => width === 1300 && height === 640);
    expect(await desktop.observer.run("xdpyinfo | grep dimensions")).toContain("1300x640");
  });

  it("gives the desktop the page's DPI", async () => {
    const { observer } = desktop;
    const said = async () => (await observer.run("xprop -root RESOURCE_MANAGER")).includes("Xft.dpi:\\t144");
    expect(await said()).toBe(false);
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
    page.send({ kind: "resize", width: 1500, height: 900, scale: 150 });
    await waitFor("the DPI", said);
    expect(await observer.run("xdpyinfo | grep resolution")).toContain("144x144");
    page.send({ kind: "resize", width: 1500, height: 900, scale: 100 });
    await waitFor("the DPI before", async () => !(await said()));
  });

  it("costs nothing while nothing changes", async () => {
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
    await page.settled();
    const before = page.received.length;
    await new Promise(resolve => setTimeout(resolve, 1500));
    expect(page.received.length - before).toBeLessThanOrEqual(3);
  });

  it("comes as JPEG where the page decodes no H.264", async () => {
    using page = await FakePage.open(desktop.url, { codecs: CODEC_BIT.jpeg });
    expect(await page.wait("display")).toMatchObject({ codec: CODEC.jpeg, codecString: "" });
    const { data, x, y } = await page.wait("rectangle");
    expect([x, y, data[0], data[1]]).toEqual([0, 0, 0xff, 0xd8]);
  });

  it("sends no frame to a hidden page, and a key frame when it is seen again", async () => {
    await clear();
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
    await page.settled();
    page.send({ kind: "visibility", visible: false });
    const before = page.of("frame").length;
    await desktop.observer.run(`${fill("red")}; ${fill("blue")}`);
    await page.settled();
    expect(page.of("frame")).toHaveLength(before);
    page.send({ kind: "visibility", visible: true });
    await waitFor("a frame", () => page.of("frame")[before]);
    expect(page.of("frame")[before]?.key).toBe(true);
  });
});

describe("viewers", () => {
  it("share one key frame when they join at once", async () => {
    using first = await FakePage.open(desktop.url);
    await first.wait("frame");
    await first.settled();
    const before = first.of("frame").filter(({ key }) => key).length;
    const joined = await Promise.all(Array.from({ length: 5 }, () => FakePage.open(desktop.url)));
    await Promise.all(joined.map(page => page.wait("frame")));
    await first.settled();
    expect(first.of("frame").filter(({ key }) => key).length - before).toBeLessThanOrEqual(2);
    expect(joined.every(page => page.of("frame")[0]?.key)).toBe(true);
    for (const page of joined) {
      page[Symbol.dispose]();
    }
  });

  it("do not wait for one that is slow; that one goes on with a key frame", async () => {
    await clear();
    using quick = await FakePage.open(desktop.url);
    using slow = await FakePage.open(desktop.url);
    await Promise.all([quick.wait("frame"), slow.wait("frame")]);
    await quick.settled();
    slow.acknowledge = false;
    const before = { quick: quick.of("frame").length, slow: slow.of("frame").length };
    const steps = Array.from({ length: 20 }, (_, i) => `${fill(`#0000${i + 10}`)}; sleep 0.05`);
    await desktop.observer.run(steps.join("; "));
    expect(quick.of("frame").length - before.quick).toBeGreaterThan(15);
    slow.acknowledge = true;
    slow.send({ kind: "shown", frame: slow.of("frame").at(-1)?.frame ?? 0, decode: 10, page: 20, queued: 0 });
    await desktop.observer.run(`${fill("green")}; sleep 0.3; ${fill("white")}`);
    await waitFor("frames again", () => slow.of("frame").length > before.slow + 1);
    await slow.settled();
    const frames = slow.of("frame").slice(before.slow - 1);
    const afterGap = frames.filter(({ frame }, i) => i > 0 && frame !== (frames[i - 1]?.frame ?? 0) + 1);
    expect(afterGap.length).toBeGreaterThan(0);
    expect(afterGap.every(({ key }) => key)).toBe(true);
  });

  it("are closed with a reason when they break the protocol; others notice nothing", async () => {
    using good = await FakePage.open(desktop.url);
    using early = await FakePage.open(desktop.url, { silent: true });
    using strange = await FakePage.open(desktop.url);
    using other = await FakePage.open(desktop.url, { silent: true });
    early.send({ kind: "move", x: 1, y: 1 });
    const future = pageMessages.encode({
      kind: "hello",
      version: 99,
      codecs: 1,
      width: 9,
      height: 9,
      scale: 100,
      display: 0,
    });
    other.sendRaw(Uint8Array.from([...future, 1, 2, 3]));
    for (let i = 0; i < 10; i++) {
      strange.sendRaw(i % 2 === 0 ? Uint8Array.from([0xee, 1, 2]) : "text");
    }
    await waitFor("the ends", () => early.closed && strange.closed && other.closed);
    expect([early.closed?.code, strange.closed?.code, other.closed?.code]).toEqual([
      CLOSE.order,
      CLOSE.malformed,
      CLOSE.version,
    ]);
    expect(other.of("welcome")).toHaveLength(1);
    expect(other.of("notice")[0]?.text).toContain("version 99");
    good.send({ kind: "ping", sent: 42.5 });
    expect((await good.wait("pong")).sent).toBe(42.5);
  });
});

describe("input", () => {
  it("types what is meant, whatever the layout has", async () => {
    await startTypewriter(desktop, "/tmp/typed");
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
    page.tap(...text("Porthole 1!~{}"), 0xe4, 0x010020ac, 0x01000416, RETURN);
    await waitFor("the line", async () => (await desktop.exec("cat /tmp/typed")).endsWith("Ж"));
    expect(await desktop.exec("cat /tmp/typed")).toBe("Porthole 1!~{}ä€Ж");
  });

  it("lets go of keys and buttons when the page is gone", async () => {
    await startTypewriter(desktop, "/tmp/held");
    const page = await FakePage.open(desktop.url);
    await page.wait("frame");
    page.send({ kind: "button", x: 300, y: 200, button: 3, down: true });
    page.send({ kind: "button", x: 300, y: 200, button: 3, down: false });
    page.send({ kind: "key", keysym: 0x78, down: true, code: "KeyX" });
    await new Promise(resolve => setTimeout(resolve, 800));
    page[Symbol.dispose]();
    await new Promise(resolve => setTimeout(resolve, 300));
    using next = await FakePage.open(desktop.url);
    next.tap(0x79, RETURN);
    await waitFor("the line", async () => (await desktop.exec("cat /tmp/held")).endsWith("y"));
    await new Promise(resolve => setTimeout(resolve, 500));
    expect(await desktop.exec("cat /tmp/held")).toMatch(/^x+y$/);
  });

  it("moves the pointer and turns the wheel", async () => {
    using page = await FakePage.open(desktop.url, { width: 800, height: 600 });
    await page.wait("frame");
    page.send({ kind: "move", x: 123, y: 45 });
    await waitFor("the pointer", async () =>
      (await desktop.observer.run("xdotool getmouselocation")).startsWith("x:123 y:45"),
    );
  });
});

describe("faults", () => {
  it("gets the picture back whenever the X server is killed, in the middle of motion", async () => {
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
    const about = () => page.of("notice").filter(({ id }) => id === "display-gone");
    for (let kill = 0; kill < 5; kill++) {
      // It ends with the X server.
      await motion(desktop);
      const before = page.of("frame").length;
      await waitFor("motion", () => page.of("frame").length > before + 10);
      const notices = about().length;
      await desktop.exec("kill -9 $(pidof Xorg)");
      await waitFor("word of it", () => about().length >= notices + 2);
      expect(about()[notices]?.text).toContain("display");
      expect(about()[notices + 1]?.text).toBe("");
      const frames = page.of("frame").length;
      await waitFor("a frame", () => page.of("frame")[frames]);
    }
    expect(page.closed).toBeUndefined();
    const frames = page.of("frame");
    const odd = frames.filter(
      ({ frame, key }, i) => i > 0 && !key && frame !== (frames[i - 1]?.frame ?? 0) + 1,
    );
    expect(odd).toEqual([]);
  });

  it("goes on after the server itself was killed", async () => {
    using page = await FakePage.open(desktop.url);
    const { session } = await page.wait("welcome");
    await desktop.exec("kill -9 $(pidof node)");
    await waitFor("the end", () => page.closed);
    const next = await waitFor("the server", () => FakePage.open(desktop.url).catch(() => undefined));
    expect((await next.wait("welcome")).session).not.toBe(session);
    expect((await next.wait("frame")).key).toBe(true);
    next[Symbol.dispose]();
  });
});

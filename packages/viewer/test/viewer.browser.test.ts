import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  CLOSE,
  CODEC,
  type PageMessage,
  PROTOCOL_VERSION,
  SEVERITY,
  serverMessages,
} from "@porthole/protocol";
import type { Page } from "playwright-core";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Chromium, INSECURE_HOST, launchChromium } from "../../../tests/support/chromium.ts";
import { type Colour, distance, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { buildViewer } from "../build/index.ts";
import {
  type Client,
  jpegScene,
  LARGE,
  openTestDesktop,
  ordinary,
  SCENE,
  type TestDesktop,
} from "./desktop.ts";
import { QUADRANTS, TILE } from "./fixtures/colours.ts";

const VIEWPORT = { width: 640, height: 360 };

let folder: string;
let chromium: Chromium;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "viewer-"));
  await buildViewer(folder);
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]();
  await rm(folder, { recursive: true, force: true });
});

/** Opens the page of a desktop; every error and every breach of its content policy fails the test. */
async function open(
  desktop: TestDesktop,
  options: {
    host?: string;
    viewport?: { width: number; height: number };
    ratio?: number;
    without?: string[];
  } = {},
): Promise<{ page: Page } & AsyncDisposable> {
  const troubles: string[] = [];
  const page = await chromium.open(desktop.url(options.host), {
    viewport: options.viewport ?? VIEWPORT,
    deviceScaleFactor: options.ratio ?? 1,
    async before(opened) {
      opened.on("pageerror", error => troubles.push(error.message));
      opened.on("console", message => {
        if (message.type() === "error" && !/WebSocket connection/.test(message.text())) {
          troubles.push(message.text());
        }
      });
      await opened.addInitScript(names => {
        for (const name of names) {
          Reflect.deleteProperty(
            name === "transferControlToOffscreen" ? HTMLCanvasElement.prototype : window,
            name,
          );
        }
      }, options.without ?? []);
    },
  });
  return {
    page,
    async [Symbol.asyncDispose]() {
      await page.context().close();
      expect(troubles).toEqual([]);
    },
  };
}

/** Waits until the middle of each quadrant of the picture has its colour. */
async function waitForScene(page: Page, place = { left: 0, top: 0, ...VIEWPORT }): Promise<void> {
  let seen = "";
  await waitFor("the scene", async () => {
    const shot = await shoot(page);
    const colours = [0, 1, 2, 3].map(index =>
      shot.at(
        Math.floor(place.left + place.width * (index % 2 === 0 ? 0.25 : 0.75)),
        Math.floor(place.top + place.height * (index < 2 ? 0.25 : 0.75)),
      ),
    );
    seen = colours.join(" | ");
    return colours.every((colour, index) => distance(colour, QUADRANTS[index] as Colour) <= 2);
  }).catch((error: Error) => {
    throw new Error(`${error.message}; saw ${seen}`);
  });
}

function of<K extends PageMessage["kind"]>(client: Client, kind: K): Extract<PageMessage, { kind: K }>[] {
  return client.received.filter(
    (message): message is Extract<PageMessage, { kind: K }> => message.kind === kind,
  );
}

async function clientAt(desktop: TestDesktop, index: number): Promise<Client> {
  return waitFor(`connection ${index + 1}`, () => desktop.clients[index]);
}

async function figure(page: Page, name: string): Promise<string | null> {
  if (await page.locator("#statistics").isHidden()) {
    await page.locator("#keys").press("Control+Alt+Shift+KeyM");
    await page.getByRole("button", { name: "Statistics" }).click();
  }
  return page.locator(`dd[data-figure="${name}"]`).getAttribute("data-value");
}

describe("the picture", () => {
  it.each([
    ["video (page track)", []],
    ["canvas (worker)", ["MediaStreamTrackGenerator"]],
    ["canvas (page)", ["MediaStreamTrackGenerator", "transferControlToOffscreen"]],
  ])("shows H.264 by %s, exact in colour, and acknowledges it", async (sink, without) => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop, { without });
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    expect(client.hello).toMatchObject({
      version: PROTOCOL_VERSION,
      codecs: 7,
      width: 640,
      height: 360,
      scale: 100,
    });
    await waitFor("the last frame", () =>
      of(client, "shown").some(({ frame }) => frame === SCENE.units.length),
    );
    expect(await view.page.title()).toBe("A test desktop");
    expect(await figure(view.page, "sink")).toBe(sink);
    expect(await figure(view.page, "decoder")).toBe("WebCodecs");
    expect(await figure(view.page, "size")).toBe("640×360");
    expect(of(client, "keyframe")).toEqual([]);
  });

  it("keeps device pixels where the ratio is two", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop, { viewport: { width: 320, height: 180 }, ratio: 2 });
    await waitForScene(view.page);
    expect((await clientAt(desktop, 0)).hello).toMatchObject({ width: 640, height: 360, scale: 200 });
    const shot = await shoot(view.page);
    // The edge between two quadrants falls between two pixels, so nothing may be blurred beyond the codec's own two.
    expect(distance(shot.at(317, 20), QUADRANTS[0])).toBeLessThanOrEqual(3);
    expect(distance(shot.at(322, 20), QUADRANTS[1])).toBeLessThanOrEqual(3);
  });

  it("puts a desktop of another size in the middle, with its shape kept, and the pointer with it", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop, { viewport: { width: 800, height: 800 } });
    await waitForScene(view.page, { left: 0, top: 175, width: 800, height: 450 });
    await view.page.mouse.move(400, 400);
    const client = await clientAt(desktop, 0);
    await waitFor("the pointer", () => of(client, "move").some(({ x, y }) => x === 320 && y === 180));
  });

  it("follows the window at once and then when it has settled", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.setViewportSize({ width: 800, height: 600 });
    await waitFor("the new size", () =>
      of(client, "resize").some(
        ({ width, height, scale }) => width === 800 && height === 600 && scale === 100,
      ),
    );
    client.stream(LARGE, 2, 100);
    await waitForScene(view.page, { left: 0, top: 0, width: 800, height: 600 });
    await waitFor("the last frame", () => of(client, "shown").some(({ frame }) => frame === 101));
  });

  it("asks for a key frame where the stream starts without one, and shows nothing until then", async () => {
    await using desktop = await openTestDesktop(folder, client => {
      client.welcome();
      client.stream({ ...SCENE, units: SCENE.units.slice(1, 4) });
    });
    await using view = await open(desktop);
    const client = await clientAt(desktop, 0);
    await waitFor("the request", () => of(client, "keyframe").length > 0);
    expect(of(client, "shown")).toEqual([]);
    client.stream(SCENE, 5, 10);
    await waitForScene(view.page);
  });

  it("rebuilds the decoder after an error and asks for a key frame", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    breakDecoder(client);
    await waitFor("the request", () => of(client, "keyframe").length > 0);
    const before = of(client, "shown").length;
    client.stream(SCENE, 5, 200);
    await waitFor("new frames", () => of(client, "shown").length >= before + 5);
    await waitForScene(view.page);
    expect(await figure(view.page, "decoderErrors").then(Number)).toBeGreaterThan(0);
    expect(desktop.clients).toHaveLength(1);
  });

  it("prefers software after the second error and gives H.264 up after the fifth, in words", async () => {
    await using desktop = await openTestDesktop(folder, client => {
      ordinary(client);
    });
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    for (let errors = 1; errors <= 5 && desktop.clients.length === 1; errors++) {
      breakDecoder(client);
      await waitFor(
        `request ${errors}`,
        () => of(client, "keyframe").length >= errors || desktop.clients.length > 1,
      );
      if (errors === 2) {
        expect(await waitFor("statistics", () => figure(view.page, "decoder"))).toBe("WebCodecs, software");
      }
    }
    const second = await clientAt(desktop, 1);
    expect(second.hello.codecs).toBe(4);
    await waitForTiles(view.page);
    expect(await view.page.locator("#notices").textContent()).toContain("decoder failed");
  });
});

function breakDecoder(client: Client): void {
  const data = Uint8Array.of(0, 0, 0, 1, 0x65, 0xff, 0xff, 0xff, 0xff, 0xff);
  client.send({ kind: "display", display: 0, ...VIEWPORT, codec: CODEC.h264, codecString: "avc1.42C01E" });
  client.send({ kind: "frame", display: 0, frame: 99, key: true, captured: 0, data });
}

async function waitForTiles(page: Page): Promise<void> {
  await waitFor("the tiles", async () => {
    const shot = await shoot(page);
    return [
      [20, 60],
      [300, 60],
      [20, 240],
      [300, 240],
    ].every(([x = 0, y = 0]) => distance(shot.at(x, y), TILE) <= 2);
  });
}

describe("plain http from another host", () => {
  it.each([
    ["canvas (worker)", []],
    ["canvas (page)", ["transferControlToOffscreen"]],
  ])("shows JPEG by %s, and says why", async (sink, without) => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop, { host: INSECURE_HOST, without });
    await waitForTiles(view.page);
    const client = await clientAt(desktop, 0);
    expect(client.hello.codecs).toBe(4);
    await waitFor("the acknowledgement", () => of(client, "shown").some(({ frame }) => frame === 1));
    expect(await view.page.locator("#notices").textContent()).toContain("plain http");
    expect(await figure(view.page, "sink")).toBe(sink);
    expect(await figure(view.page, "codec")).toBe("jpeg");
  });

  it("asks for everything again where a rectangle is no JPEG", async () => {
    await using desktop = await openTestDesktop(folder, client => {
      ordinary(client);
      const data = Uint8Array.of(1, 2, 3);
      client.send({ kind: "rectangle", display: 0, frame: 2, x: 0, y: 0, last: true, captured: 0, data });
    });
    await using view = await open(desktop, { host: INSECURE_HOST });
    const client = await clientAt(desktop, 0);
    await waitFor("the request", () => of(client, "keyframe").length > 0);
    jpegScene(client);
    await waitForTiles(view.page);
  });
});

describe("the connection", () => {
  it("comes back by itself at once after a cut, with no word about it", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
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
    await using desktop = await openTestDesktop(folder, client => {
      client.welcome(session);
      client.stream(SCENE);
    });
    await using view = await open(desktop);
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

  it("leaves a line on which nothing comes for six seconds", async () => {
    await using desktop = await openTestDesktop(folder, client => {
      if (desktop.clients.length > 1) {
        ordinary(client);
      }
    });
    await using view = await open(desktop);
    const start = performance.now();
    await clientAt(desktop, 1);
    expect(performance.now() - start).toBeGreaterThan(4000);
    await waitForScene(view.page);
  }, 20_000);

  it.each([
    ["newer", PROTOCOL_VERSION + 1, "The server is newer than this page. Reload"],
    ["older", PROTOCOL_VERSION - 1, "This page is newer than its server. Restart"],
  ])(
    "says in words that the server is %s, and neither reloads nor tries again",
    async (_, version, words) => {
      await using desktop = await openTestDesktop(folder, client => {
        const ours = serverMessages.encode({ kind: "welcome", version, server: "x", session: 1, title: "" });
        // Another version may say more in its welcome than this page can read.
        client.sendBytes(Uint8Array.of(...ours, 1, 2, 3));
        client.close(CLOSE.version);
      });
      await using view = await open(desktop);
      await view.page.getByRole("status").getByText(words).waitFor();
      await view.page.waitForTimeout(1500);
      expect(desktop.requests.filter(path => path.endsWith("/folder/"))).toHaveLength(1);
      expect(desktop.clients).toHaveLength(1);
      await view.page.getByRole("button", { name: "Reload" }).click();
      await waitFor(
        "the reload",
        () => desktop.requests.filter(path => path.endsWith("/folder/")).length === 2,
      );
    },
  );

  it("survives a message it cannot read, and leaves a server that sends nothing else", async () => {
    await using desktop = await openTestDesktop(folder, client => {
      ordinary(client);
      if (desktop.clients.length === 1) {
        client.sendBytes(Uint8Array.of(0xee, 1));
      }
    });
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    for (let count = 0; count < 30; count++) {
      client.sendBytes(Uint8Array.of(0xee, 1));
    }
    expect((await client.closed).code).toBe(CLOSE.malformed);
    await clientAt(desktop, 1);
  });

  it("shows what the server has to say", async () => {
    await using desktop = await openTestDesktop(folder, client => {
      ordinary(client);
      client.send({
        kind: "notice",
        severity: SEVERITY.error,
        id: "disk-full",
        text: "The disk is <b>full</b>.",
      });
    });
    await using view = await open(desktop);
    const notice = view.page.locator('[data-id="disk-full"]');
    expect(await notice.locator("span").textContent()).toBe("The disk is <b>full</b>.");
    await notice.getByRole("button", { name: "Dismiss" }).click();
    expect(await notice.count()).toBe(0);
  });

  it("tells of a hidden page, draws nothing there, and goes on when it is seen", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await setHidden(view.page, true);
    await waitFor("the word", () => of(client, "visibility").some(({ visible }) => !visible));
    const shown = of(client, "shown").length;
    client.stream(SCENE, 5, 300);
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

describe("input", () => {
  it("sends what is typed as keysyms, pressed and released", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.keyboard.type("aB1");
    await view.page.keyboard.press("Enter");
    await view.page.keyboard.press("Control+ArrowLeft");
    const wanted = [
      [0x61, true, "KeyA"],
      [0x61, false, "KeyA"],
      [0x42, true, "KeyB"],
      [0x42, false, "KeyB"],
      [0x31, true, "Digit1"],
      [0x31, false, "Digit1"],
      [0xff0d, true, "Enter"],
      [0xff0d, false, "Enter"],
      [0xffe3, true, "ControlLeft"],
      [0xff51, true, "ArrowLeft"],
      [0xff51, false, "ArrowLeft"],
      [0xffe3, false, "ControlLeft"],
    ];
    await waitFor("the keys", () => of(client, "key").length >= wanted.length);
    expect(of(client, "key").map(({ keysym, down, code }) => [keysym, down, code])).toEqual(wanted);
  });

  it("sends text that comes without keys, and composed text, once", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.keyboard.insertText("é");
    const devtools = await view.page.context().newCDPSession(view.page);
    await devtools.send("Input.imeSetComposition", { text: "に", selectionStart: 1, selectionEnd: 1 });
    await devtools.send("Input.insertText", { text: "日本" });
    await waitFor("the text", () => of(client, "key").length >= 6);
    expect(of(client, "key").map(({ keysym, down }) => [keysym, down])).toEqual([
      [0xe9, true],
      [0xe9, false],
      [0x010065e5, true],
      [0x010065e5, false],
      [0x0100672c, true],
      [0x0100672c, false],
    ]);
    expect(await view.page.locator("#keys").inputValue()).toBe("");
  });

  it("says what is held once a second, and nothing is once the page loses the keyboard", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.keyboard.down("Shift");
    await waitFor(
      "two heartbeats",
      () => of(client, "held").filter(({ keysyms }) => keysyms[0] === 0xffe1).length >= 2,
    );
    await view.page.locator("#handle").focus();
    await waitFor("the release", () => of(client, "held").at(-1)?.keysyms.length === 0);
    await view.page.keyboard.up("Shift");
    expect(of(client, "key")).toHaveLength(1);
  });

  it("sends moves, buttons and drags beyond the window in order", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    const { mouse } = view.page;
    await mouse.move(100, 50);
    await mouse.down();
    await mouse.move(700, 400, { steps: 5 });
    await mouse.up();
    await mouse.move(200, 100);
    await mouse.click(200, 100, { button: "right" });
    await mouse.click(200, 100, { button: "middle" });
    await waitFor("the buttons", () => of(client, "button").length >= 6);
    expect(of(client, "button").map(({ x, y, button, down }) => [x, y, button, down])).toEqual([
      [100, 50, 1, true],
      [639, 359, 1, false],
      [200, 100, 3, true],
      [200, 100, 3, false],
      [200, 100, 2, true],
      [200, 100, 2, false],
    ]);
    const kinds = client.received.map(({ kind }) => kind);
    expect(kinds.indexOf("move")).toBeLessThan(kinds.indexOf("button"));
  });

  it("sends several buttons held at once, and back and forward, and stays on the page", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    const devtools = await view.page.context().newCDPSession(view.page);
    const event = { x: 30, y: 40, clickCount: 1 } as const;
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mousePressed",
      button: "left",
      buttons: 1,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mousePressed",
      button: "right",
      buttons: 3,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mouseReleased",
      button: "left",
      buttons: 2,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mouseReleased",
      button: "right",
      buttons: 0,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mousePressed",
      button: "back",
      buttons: 8,
    });
    await devtools.send("Input.dispatchMouseEvent", {
      ...event,
      type: "mouseReleased",
      button: "back",
      buttons: 0,
    });
    await waitFor("the buttons", () => of(client, "button").length >= 6);
    expect(of(client, "button").map(({ button, down }) => [button, down])).toEqual([
      [1, true],
      [3, true],
      [1, false],
      [3, false],
      [8, true],
      [8, false],
    ]);
    expect(view.page.url()).toBe(desktop.url());
  });

  it("sends the wheel in 120ths", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.mouse.move(100, 50);
    await view.page.mouse.wheel(0, 100);
    await view.page.mouse.wheel(-100, 0);
    const sum = () =>
      of(client, "wheel").reduce((all, { dx, dy }) => ({ dx: all.dx + dx, dy: all.dy + dy }), {
        dx: 0,
        dy: 0,
      });
    await waitFor("the wheel", () => sum().dy !== 0 && sum().dx !== 0);
    expect(sum()).toEqual({ dx: -120, dy: 120 });
    expect(of(client, "wheel")[0]).toMatchObject({ x: 100, y: 50 });
  });

  it("shows the server's pointer, and none where it is hidden", async () => {
    const png = (await import("pngjs")).PNG.sync.write(
      new (await import("pngjs")).PNG({ width: 16, height: 16 }),
    );
    await using desktop = await openTestDesktop(folder, client => {
      ordinary(client);
      client.send({ kind: "cursor", hotX: 3, hotY: 5, width: 16, height: 16, png });
    });
    await using view = await open(desktop);
    const cursor = () => view.page.locator("#stage").evaluate(stage => getComputedStyle(stage).cursor);
    await waitFor("the pointer", async () => /image\/png.* 3 5, default/.test(await cursor()));
    const client = await clientAt(desktop, 0);
    client.send({ kind: "cursor", hotX: 0, hotY: 0, width: 0, height: 0, png: new Uint8Array() });
    await waitFor("no pointer", async () => (await cursor()) === "none");
  });
});

describe("the tool bar", () => {
  it("works by keyboard alone and gives the keyboard back", async () => {
    await using desktop = await openTestDesktop(folder, ordinary);
    await using view = await open(desktop);
    await waitForScene(view.page);
    const { page } = view;
    await page.keyboard.press("Control+Alt+Shift+KeyM");
    expect(await page.locator("#handle").getAttribute("aria-expanded")).toBe("true");
    expect(await page.locator("#link").textContent()).toBe("Connected");
    await page.getByRole("button", { name: "Statistics" }).focus();
    await page.keyboard.press("Enter");
    await waitFor("a round trip", async () => Number((await figure(page, "roundTrip")) ?? Number.NaN) > 0);
    await page.keyboard.press("Escape");
    expect(await page.evaluate(() => document.activeElement?.id)).toBe("keys");
    const client = await clientAt(desktop, 0);
    const before = of(client, "key").length;
    await page.keyboard.press("x");
    await waitFor("the key", () => of(client, "key").length === before + 2);
  });
});

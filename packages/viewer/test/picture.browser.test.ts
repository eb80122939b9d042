import { setTimeout } from "node:timers/promises";
import { CODEC, PROTOCOL_VERSION } from "@porthole/protocol";
import { PNG } from "pngjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { INSECURE_HOST } from "../../../tests/support/chromium.ts";
import { type Colour, distance, shoot } from "../../../tests/support/pixels.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import {
  type Bench,
  clientAt,
  figure,
  of,
  openBench,
  VIEWPORT,
  waitForScene,
  waitForTiles,
} from "./bench.ts";
import { type Client, jpegScene, LARGE, ordinary, SCENE } from "./desktop.ts";
import { QUADRANTS } from "./fixtures/colours.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

describe("the picture", () => {
  it.each([
    ["video (page track)", []],
    ["canvas (worker)", ["MediaStreamTrackGenerator"]],
    ["canvas (page)", ["MediaStreamTrackGenerator", "transferControlToOffscreen"]],
  ])("shows H.264 by %s, exact in colour, and acknowledges it", async (sink, without) => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop, { without });
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

  it("follows few frames to the screen, since that makes them late, and none once nobody looks at the figures", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
    await waitForScene(view.page);
    const client = await clientAt(desktop, 0);
    await view.page.evaluate(() => {
      const { requestVideoFrameCallback } = HTMLVideoElement.prototype;
      Object.assign(window, { followed: 0 });
      HTMLVideoElement.prototype.requestVideoFrameCallback = function (this: HTMLVideoElement, callback) {
        return requestVideoFrameCallback.call(this, (...given) => {
          Object.assign(window, { followed: Reflect.get(window, "followed") + 1 });
          callback(...given);
        });
      };
    });
    const followed = () => view.page.evaluate(() => Number(Reflect.get(window, "followed")));
    let frame = SCENE.units.length + 1;
    const stream = async (rounds: number) => {
      for (let i = 0; i < rounds; i++) {
        client.stream(SCENE, 5, frame);
        frame += 5;
        await setTimeout(80);
      }
    };
    await waitFor("a followed frame", async () => {
      await stream(1);
      return Number(await figure(view.page, "latency")) > 0;
    });
    const before = await followed();
    await stream(20);
    const during = (await followed()) - before;
    expect(during).toBeGreaterThan(1);
    expect(during).toBeLessThan(30);
    await view.page.click("#close-panel");
    await view.page.locator("#panel").waitFor({ state: "hidden" });
    await setTimeout(100);
    const closed = await followed();
    await stream(20);
    expect(await followed()).toBe(closed);
  });

  it("keeps device pixels where the ratio is two", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop, { viewport: { width: 320, height: 180 }, ratio: 2 });
    await waitForScene(view.page);
    expect((await clientAt(desktop, 0)).hello).toMatchObject({ width: 640, height: 360, scale: 200 });
    const shot = await shoot(view.page);
    // The edge between two quadrants falls between two pixels, so nothing may be blurred beyond the codec's own two.
    expect(distance(shot.at(317, 20), QUADRANTS[0])).toBeLessThanOrEqual(3);
    expect(distance(shot.at(322, 20), QUADRANTS[1])).toBeLessThanOrEqual(3);
  });

  // Started with the ratio, since browsers lay out in whole pixels of the page where they only emulate it.
  it.each([1, 1.25, 1.5, 2])(
    "keeps every pixel where the ratio is %f, with a margin as well",
    async ratio => {
      await using screen = await openBench({
        flags: [`--force-device-scale-factor=${ratio}`, "--window-size=500,400"],
      });
      await using desktop = await screen.desktop(client => client.welcome());
      await using view = await screen.open(desktop, { viewport: null });
      const client = await clientAt(desktop, 0);
      const { page } = view;
      await page.evaluate(() => document.querySelector("#bar")?.remove());
      expect(client.hello.scale).toBe(ratio * 100);
      let frame = 0;
      for (const [marginX, marginY] of [
        [0, 0],
        [7, 5],
      ] as const) {
        const size = { width: client.hello.width - marginX, height: client.hello.height - marginY };
        client.send({ kind: "display", display: 0, ...size, codec: CODEC.jpeg, codecString: "" });
        frame += 1;
        const data = checkerboard(size.width, size.height);
        client.send({ kind: "rectangle", display: 0, frame, x: 0, y: 0, last: true, captured: 0, data });
        await waitFor("the picture", () => of(client, "shown").some(shown => shown.frame === frame));
        await waitFor("each of its pixels", async () => {
          const shot = await shoot(page);
          const [left, top] = [Math.floor(marginX / 2), Math.floor(marginY / 2)];
          for (let y = 0; y < size.height; y++) {
            for (let x = 0; x < size.width; x++) {
              if (distance(shot.at(left + x, top + y), checker(x, y)) > 0) {
                return false;
              }
            }
          }
          return true;
        });
      }
    },
  );

  it("puts a desktop of another size in the middle, with its shape kept, and the pointer with it", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop, { viewport: { width: 800, height: 800 } });
    await waitForScene(view.page, { left: 0, top: 175, width: 800, height: 450 });
    await view.page.mouse.move(400, 400);
    const client = await clientAt(desktop, 0);
    await waitFor("the pointer", () => of(client, "move").some(({ x, y }) => x === 320 && y === 180));
  });

  it("follows the window at once and then when it has settled", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
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
    await using desktop = await bench.desktop(client => {
      client.welcome();
      client.stream({ ...SCENE, units: SCENE.units.slice(1, 4) });
    });
    await using view = await bench.open(desktop);
    const client = await clientAt(desktop, 0);
    await waitFor("the request", () => of(client, "keyframe").length > 0);
    expect(of(client, "shown")).toEqual([]);
    client.stream(SCENE, 5, 10);
    await waitForScene(view.page);
  });

  it("rebuilds the decoder after an error and asks for a key frame", async () => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop);
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
    await using desktop = await bench.desktop(client => {
      ordinary(client);
    });
    await using view = await bench.open(desktop);
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
    await view.page.click("#close-panel");
    await waitForTiles(view.page);
    expect(await view.page.locator("#notices").textContent()).toContain("decoder failed");
  });
});

/** Black and white in turns, so that a shift of half a pixel leaves no pixel right. */
function checker(x: number, y: number): Colour {
  const level = (x + y) % 2 === 0 ? 0 : 255;
  return [level, level, level];
}

/** A PNG of that, which browsers decode where a JPEG is announced: without losses. */
function checkerboard(width: number, height: number): Uint8Array {
  const png = new PNG({ width, height });
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      png.data.set([...checker(x, y), 255], (y * width + x) * 4);
    }
  }
  return PNG.sync.write(png);
}

function breakDecoder(client: Client): void {
  const data = Uint8Array.of(0, 0, 0, 1, 0x65, 0xff, 0xff, 0xff, 0xff, 0xff);
  client.send({ kind: "display", display: 0, ...VIEWPORT, codec: CODEC.h264, codecString: "avc1.42C01E" });
  client.send({ kind: "frame", display: 0, frame: 99, key: true, captured: 0, data });
}

describe("plain http from another host", () => {
  it.each([
    ["canvas (worker)", []],
    ["canvas (page)", ["transferControlToOffscreen"]],
  ])("shows JPEG by %s, and says why", async (sink, without) => {
    await using desktop = await bench.desktop(ordinary);
    await using view = await bench.open(desktop, { host: INSECURE_HOST, without });
    await waitForTiles(view.page);
    const client = await clientAt(desktop, 0);
    expect(client.hello.codecs).toBe(4);
    await waitFor("the acknowledgement", () => of(client, "shown").some(({ frame }) => frame === 1));
    expect(await view.page.locator("#notices").textContent()).toContain("plain http");
    expect(await figure(view.page, "sink")).toBe(sink);
    expect(await figure(view.page, "codec")).toBe("jpeg");
  });

  it("asks for everything again where a rectangle is no JPEG", async () => {
    await using desktop = await bench.desktop(client => {
      ordinary(client);
      const data = Uint8Array.of(1, 2, 3);
      client.send({ kind: "rectangle", display: 0, frame: 2, x: 0, y: 0, last: true, captured: 0, data });
    });
    await using view = await bench.open(desktop, { host: INSECURE_HOST });
    const client = await clientAt(desktop, 0);
    await waitFor("the request", () => of(client, "keyframe").length > 0);
    jpegScene(client);
    await waitForTiles(view.page);
  });
});

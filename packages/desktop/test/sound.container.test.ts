import { once } from "node:events";
import { setTimeout as delay } from "node:timers/promises";
import {
  CLOSE,
  pageMessages,
  type ServerMessage,
  SOUND_FORMAT,
  SOUND_RATE,
  SUBPROTOCOL,
  serverMessages,
  VOICE_FRAME,
} from "@porthole/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { WebSocket } from "ws";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { killWorker } from "./kill-worker.ts";
import { play, playSilence, recordIn, samplesOf, share } from "./playing.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;

beforeAll(async () => {
  desktop = await startDesktop();
});
afterAll(async () => {
  await desktop[Symbol.asyncDispose]();
});

type SoundMessage = Extract<ServerMessage, { kind: "sound" }>;

/** A page that listens. */
async function listen(format: number): Promise<FakePage> {
  const page = await FakePage.open(desktop.url);
  await page.wait("soundRules", ({ out }) => out);
  page.send({ kind: "listen", format, bitrate: 128_000 });
  return page;
}

/** Plays until the page hears something: what records the sound has to start first. */
async function heard(page: FakePage, hertz: number): Promise<SoundMessage[]> {
  return waitFor("sound", async () => {
    const before = page.of("sound").length;
    await play(desktop, { hertz, seconds: 0.5 });
    const found = await waitFor(
      "the end of the sound",
      () => page.of("sound").length === before || page.of("sound").at(-1)?.last,
    ).then(() => page.of("sound").slice(before));
    return found.length > 30 ? found : undefined;
  });
}

/** Left channel of samples as they are. */
function left(messages: readonly SoundMessage[]): Float32Array {
  const all = Buffer.concat(messages.map(({ data }) => data));
  return Float32Array.from({ length: all.length / 4 }, (_, i) => all.readInt16LE(i * 4) / 32_768);
}

describe("sound", () => {
  it("arrives as it was played, sample for sample, and ends with a word", async () => {
    using page = await listen(SOUND_FORMAT.pcm);
    const messages = await heard(page, 1000);
    const samples = left(messages);
    expect(share(samples.subarray(4800, 4800 + 14_400), 1000)).toBeGreaterThan(0.99);
    expect(messages.filter(({ last }) => last)).toHaveLength(1);
    const positions = messages.map(({ position }) => position);
    expect(positions.every((position, i) => i === 0 || position === (positions[i - 1] ?? 0) + 1)).toBe(true);
  });

  /** Plays a tone that nothing was heard before, and expects all of it. */
  async function expectWhole(page: FakePage): Promise<void> {
    const before = page.of("sound").length;
    const tone = { hertz: 441, seconds: 0.3 };
    await play(desktop, tone);
    await waitFor("the end of the sound", () => page.of("sound").slice(before).at(-1)?.last);
    const all = Buffer.concat(
      page
        .of("sound")
        .slice(before)
        .map(({ data }) => data),
    );
    const heard = Int16Array.from({ length: all.length / 4 }, (_, i) => all.readInt16LE(i * 4));
    const played = samplesOf(tone);
    // A tone begins and ends with zeros, which cannot be told from the silence around it.
    const [from, first] = [heard, played].map(samples => samples.findIndex(sample => sample !== 0));
    const start = (from ?? 0) - (first ?? 0);
    const same = played.findIndex((sample, i) => sample !== (heard[start + i] ?? 0));
    expect(same).toBe(-1);
  }

  it("is whole from its very first sample on, after seconds in which nothing played", async () => {
    using page = await listen(SOUND_FORMAT.pcm);
    await heard(page, 700);
    for (const pause of [5000, 1500, 500]) {
      await delay(pause);
      await expectWhole(page);
    }
  });

  it("is whole from its very first sample on beside a program that plays silence", async () => {
    using page = await listen(SOUND_FORMAT.pcm);
    await heard(page, 700);
    await using _silence = await playSilence(desktop);
    for (const pause of [4000, 3000, 500]) {
      await delay(pause);
      await expectWhole(page);
    }
  });

  it("arrives as Opus within the bit rate that was set", async () => {
    using page = await listen(SOUND_FORMAT.opus);
    const messages = await heard(page, 440);
    const bytes = messages.reduce((sum, { data }) => sum + data.length, 0);
    expect((bytes * 8) / (messages.length * 0.01)).toBeLessThan(140_000);
    expect(messages.every(({ format, data }) => format === SOUND_FORMAT.opus && data.length > 0)).toBe(true);
  });

  it("is not sent while it is silent, nor to those who do not listen", async () => {
    using page = await listen(SOUND_FORMAT.pcm);
    using other = await FakePage.open(desktop.url);
    await heard(page, 600);
    const before = page.of("sound").length;
    await new Promise(resolve => setTimeout(resolve, 1000));
    expect(page.of("sound").length).toBe(before);
    expect(other.of("sound")).toEqual([]);
    page.send({ kind: "listen", format: SOUND_FORMAT.none, bitrate: 128_000 });
    await play(desktop, { hertz: 600, seconds: 0.5 });
    expect(page.of("sound").length).toBe(before);
  });

  it("comes back by itself when PulseAudio was killed; the picture goes on meanwhile", async () => {
    using page = await listen(SOUND_FORMAT.pcm);
    await heard(page, 700);
    const before = page.of("sound").length;
    await desktop.exec("kill -9 $(pidof pulseaudio)");
    await waitFor("PulseAudio", async () => (await desktop.exec("pidof pulseaudio || true")) !== "");
    const samples = left(await heard(page, 900));
    expect(page.of("sound").length).toBeGreaterThan(before);
    expect(share(samples.subarray(4800, 4800 + 9600), 900)).toBeGreaterThan(0.99);
    expect(page.closed).toBeUndefined();
  });
});

describe("a connection for sound alone", () => {
  /** Opens one with this ticket. */
  function enter(ticket: string): WebSocket {
    return new WebSocket(`${desktop.url.replace(/^http/, "ws")}socket?sound=${ticket}`, [SUBPROTOCOL]);
  }

  it("carries what its page hears, which comes no longer beside the picture, and ends with the page", async () => {
    using page = await FakePage.open(desktop.url);
    const { ticket } = await page.wait("soundRules");
    const own = enter(ticket);
    const heardThere: ServerMessage[] = [];
    own.on("message", data => heardThere.push(serverMessages.decode(data as Buffer)));
    await once(own, "open");
    own.send(pageMessages.encode({ kind: "listen", format: SOUND_FORMAT.pcm, bitrate: 128_000 }));
    await waitFor("sound", async () => {
      await play(desktop, { hertz: 800, seconds: 0.5 });
      return heardThere.length > 30;
    });
    expect(new Set(heardThere.map(({ kind }) => kind))).toEqual(new Set(["sound"]));
    expect(page.of("sound")).toEqual([]);
    page.close();
    await once(own, "close");
  });

  it("is refused with a ticket that no page has, and takes nothing but how the page listens", async () => {
    const [code] = (await once(enter("0".repeat(32)), "close")) as [number];
    expect(code).toBe(1008);
    using page = await FakePage.open(desktop.url);
    const { ticket } = await page.wait("soundRules");
    const own = enter(ticket);
    await once(own, "open");
    own.send(pageMessages.encode({ kind: "resize", width: 640, height: 480, scale: 100 }));
    own.send(Buffer.from([0xff, 1, 2]));
    const [malformed] = (await once(own, "close")) as [number];
    expect(malformed).toBe(CLOSE.malformed);
    await page.settled(300);
    expect(page.closed).toBeUndefined();
    expect(page.of("display").at(-1)).not.toMatchObject({ width: 640 });
  });
});

it("comes back by itself when the sound worker was killed; the picture and the connection stay", async () => {
  using page = await listen(SOUND_FORMAT.pcm);
  await page.wait("frame");
  await heard(page, 700);
  await killWorker(desktop, "sound");
  const samples = left(await heard(page, 900));
  expect(share(samples.subarray(4800, 4800 + 9600), 900)).toBeGreaterThan(0.99);
  page.forget();
  page.send({ kind: "keyframe" });
  await page.wait("frame", ({ key, frame }) => key && frame > 1);
  expect(page.closed).toBeUndefined();
});

describe("the microphone", () => {
  /** Twenty milliseconds of a tone after another, until stopped. */
  function speak(page: FakePage, hertz: number): Disposable {
    let at = 0;
    const start = performance.now();
    const timer = setInterval(() => {
      for (; at < ((performance.now() - start) * SOUND_RATE) / 1000; at += VOICE_FRAME) {
        const data = Buffer.alloc(VOICE_FRAME * 2);
        for (let i = 0; i < VOICE_FRAME; i++) {
          data.writeInt16LE(
            Math.round(9000 * Math.sin(((at + i) * 2 * Math.PI * hertz) / SOUND_RATE)),
            i * 2,
          );
        }
        page.send({ kind: "voice", format: SOUND_FORMAT.pcm, last: false, data });
      }
    }, 5);
    return { [Symbol.dispose]: () => clearInterval(timer) };
  }

  /** Share of a tone in the last half second: the median of pieces, since a busy machine loses some. */
  function mostly(samples: Float32Array, hertz: number): number {
    const pieces = Array.from({ length: 10 }, (_, i) =>
      samples.subarray(-24_000 + i * 2400).subarray(0, 2400),
    );
    const shares = pieces.map(piece => share(piece, hertz)).toSorted((a, b) => a - b);
    return shares[5] ?? 0;
  }

  it("is asked of one page, and only while an application records; what it says arrives there", async () => {
    using page = await FakePage.open(desktop.url);
    using other = await FakePage.open(desktop.url);
    await Promise.all([page.wait("soundRules", ({ microphone }) => microphone), other.wait("soundRules")]);
    // Whoever used the desktop last is asked.
    page.tap(0xffe1);
    await page.settled(300);
    expect([...page.of("wanted"), ...other.of("wanted")]).toEqual([]);
    const recording = recordIn(desktop, 2);
    await page.wait("wanted", ({ microphone, by }) => microphone && by === "recorder");
    using _voice = speak(page, 1000);
    using _noise = speak(other, 3000);
    const samples = await recording;
    expect(mostly(samples, 1000)).toBeGreaterThan(0.7);
    expect(mostly(samples, 3000)).toBeLessThan(0.1);
    await page.wait("wanted", ({ microphone }) => !microphone);
    expect(other.of("wanted")).toEqual([]);
  });

  it("passes to another page when its page goes", async () => {
    using stays = await FakePage.open(desktop.url);
    using goes = await FakePage.open(desktop.url);
    await Promise.all([stays.wait("soundRules"), goes.wait("soundRules")]);
    goes.tap(0xffe1);
    const recording = recordIn(desktop, 3);
    await goes.wait("wanted", ({ microphone }) => microphone);
    goes.close();
    await stays.wait("wanted", ({ microphone }) => microphone);
    using _voice = speak(stays, 700);
    expect(mostly(await recording, 700)).toBeGreaterThan(0.7);
    await stays.wait("wanted", ({ microphone }) => !microphone);
  });

  it("is not asked for by who records what pages hear", async () => {
    using page = await FakePage.open(desktop.url);
    await page.wait("soundRules");
    page.send({ kind: "listen", format: SOUND_FORMAT.pcm, bitrate: 128_000 });
    await heard(page, 500);
    expect(page.of("wanted")).toEqual([]);
  });
});

it("switched off, sends no sound and asks for no microphone, whatever a page or an application wants", async () => {
  await using silent = await startDesktop({
    SELKIES_AUDIO_ENABLED: "false",
    SELKIES_MICROPHONE_ENABLED: "false|locked",
  });
  using page = await FakePage.open(silent.url);
  expect(await page.wait("soundRules")).toMatchObject({ out: false, microphone: false });
  page.send({ kind: "listen", format: SOUND_FORMAT.pcm, bitrate: 128_000 });
  await Promise.all([play(silent, { hertz: 500, seconds: 1 }), recordIn(silent, 1)]);
  expect(page.of("sound")).toEqual([]);
  expect(page.of("wanted")).toEqual([]);
});

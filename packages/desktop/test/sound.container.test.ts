import { type ServerMessage, SOUND_FORMAT } from "@porthole/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { play, share } from "./playing.ts";
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

it("SELKIES_AUDIO_ENABLED=false sends no sound, whatever a page asks for", async () => {
  await using silent = await startDesktop({ SELKIES_AUDIO_ENABLED: "false" });
  using page = await FakePage.open(silent.url);
  expect(await page.wait("soundRules")).toMatchObject({ out: false });
  page.send({ kind: "listen", format: SOUND_FORMAT.pcm, bitrate: 128_000 });
  await play(silent, { hertz: 500, seconds: 1 });
  expect(page.of("sound")).toEqual([]);
});

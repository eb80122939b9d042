import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, INSECURE_HOST, launchChromium } from "../../../tests/support/chromium.ts";
import { launchFirefox } from "../../../tests/support/firefox.ts";
import { openSection } from "../../../tests/support/panel.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { REMEMBER_ASKED } from "./asked.ts";
import { startLoudspeaker } from "./loudspeaker.ts";
import { play, recordIn, share } from "./playing.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;
let chromium: Chromium;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop(), launchChromium()]);
});
afterAll(async () => {
  for (const started of [chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

/** Puts a spectrum analyser beside whatever the page connects to its loudspeaker. */
const TAP = `
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    if (target === this.context.destination) {
      const analyser = new AnalyserNode(this.context, { fftSize: 8192, smoothingTimeConstant: 0 });
      connect.call(this, analyser);
      window.analyser = analyser;
    }
    return connect.call(this, target, ...rest);
  };`;

/** The loudest frequency at the page's output, in hertz; 0 where it is silent. */
const LOUDEST = `(() => {
  if (!window.analyser) return 0;
  const bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatFrequencyData(bins);
  const loudest = bins.indexOf(Math.max(...bins));
  return bins[loudest] < -60 ? 0 : (loudest * analyser.context.sampleRate) / analyser.fftSize;
})()`;

type AnyPage = {
  mouse: { click(x: number, y: number): Promise<void> };
  click(selector: string): Promise<unknown>;
  evaluate(script: string): Promise<unknown>;
};

/** Plays a tone again and again until `test` holds of what is heard. */
async function hears(page: AnyPage, hertz: number, test: (loudest: number) => boolean): Promise<void> {
  let found = 0;
  await waitFor(
    "the tone",
    async () => {
      const playing = play(desktop, { hertz, seconds: 1 });
      let over = false;
      void playing.finally(() => {
        over = true;
      });
      const heard = await waitFor("some sound, or its end", async () => {
        found = Number(await page.evaluate(LOUDEST));
        return test(found) ? "heard" : over && "over";
      });
      await playing;
      return heard === "heard";
    },
    60_000,
  ).catch((error: Error) => {
    throw new Error(`${error.message}; heard ${found} Hz`);
  });
}

const near = (wanted: number) => (found: number) => Math.abs(found - wanted) < 12;

it.each([
  ["Opus, by the sound thread", "localhost"],
  ["samples, by the page's thread, where plain http offers nothing else", INSECURE_HOST],
])("a tone of the desktop comes out of the page in Chromium: %s", async (_name, host) => {
  const page = await chromium.open(`http://${host}:${desktop.port}/`, {
    before: opened => opened.addInitScript(TAP),
  });
  await page.waitForSelector("#screen > *");
  await page.mouse.click(400, 300);
  await hears(page, 1000, near(1000));
  await hears(page, 3000, near(3000));
  await page.context().close();
});

it("a tone of the desktop comes out of the page in Firefox", async () => {
  await using loudspeaker = await startLoudspeaker();
  await using firefox = await launchFirefox({ env: { PULSE_SERVER: loudspeaker.server } });
  const page = await firefox.browser.newPage();
  await page.evaluateOnNewDocument(TAP);
  await page.goto(desktop.url);
  await page.waitForSelector("#screen > *");
  await page.mouse.click(400, 300);
  await hears(page as unknown as AnyPage, 1000, near(1000));
});

it("is silent where a person mutes it, as loud as they want it, and remembers both", async () => {
  const page = await chromium.open(desktop.url, { before: opened => opened.addInitScript(TAP) });
  await page.waitForSelector("#screen > *");
  await page.mouse.click(400, 300);
  await hears(page, 1000, near(1000));
  await openSection(page, "sound");
  await page.getByRole("switch", { name: "Mute" }).click();
  await waitFor(
    "a context that stands still",
    async () => (await page.evaluate("analyser.context.state")) === "suspended",
  );
  await page.getByRole("switch", { name: "Mute" }).click();
  await hears(page, 2000, near(2000));
  await page.getByRole("slider", { name: "Volume" }).fill("0");
  await hears(page, 2000, loudest => loudest === 0);
  await page.reload();
  await page.waitForSelector("#screen > *");
  await openSection(page, "sound");
  expect(await page.getByRole("slider", { name: "Volume" }).inputValue()).toBe("0");
  await page.getByRole("slider", { name: "Volume" }).fill("60");
  await hears(page, 1500, near(1500));
  await page.context().close();
});

it("the browser's microphone arrives at an application that records, and is closed when it ends", async () => {
  const folder = await mkdtemp(join(tmpdir(), "porthole-voice-"));
  const file = join(folder, "voice.wav");
  await writeFile(file, wav(chirps(20)));
  await using speaking = await launchChromium({
    flags: [
      "--use-fake-device-for-media-stream",
      "--use-fake-ui-for-media-stream",
      `--use-file-for-fake-audio-capture=${file}`,
    ],
  });
  const page = await speaking.open(desktop.url, {
    before: opened => opened.addInitScript(REMEMBER_ASKED),
  });
  await page.waitForSelector("#screen > *");
  await page.mouse.click(400, 300);
  expect(await page.evaluate("asked.length")).toBe(0);
  let times = 0;
  // On a busy machine most of a recording is over before the page has its microphone.
  await waitFor(
    "the tone",
    async () => {
      const heard = await recordIn(desktop, 5);
      times++;
      const parts = Array.from({ length: 40 }, (_, i) => heard.subarray(i * 4800, (i + 1) * 4800));
      return Math.max(...parts.map(part => share(part, 1000))) > 0.8;
    },
    40_000,
  );
  expect(await page.evaluate("asked.length")).toBe(times);
  await waitFor("the end", () =>
    page.evaluate("asked.every(stream => stream.getTracks().every(track => track.readyState === 'ended'))"),
  );
  await rm(folder, { recursive: true });
});

/** A tone of 1 kHz that comes and goes: what sounds on and on is taken for noise, and suppressed. */
function chirps(seconds: number): Int16Array {
  return Int16Array.from({ length: seconds * 48_000 }, (_, i) =>
    i % 24_000 < 12_000 ? 12_000 * Math.sin((i * 2 * Math.PI * 1000) / 48_000) : 0,
  );
}

/** A WAV file of one channel at 48 kHz. */
function wav(samples: Int16Array): Buffer {
  const head = Buffer.alloc(44);
  head.write("RIFF", 0);
  head.writeUInt32LE(36 + samples.byteLength, 4);
  head.write("WAVEfmt ", 8);
  head.writeUInt32LE(16, 16);
  head.writeUInt16LE(1, 20);
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(48_000, 24);
  head.writeUInt32LE(96_000, 28);
  head.writeUInt16LE(2, 32);
  head.writeUInt16LE(16, 34);
  head.write("data", 36);
  head.writeUInt32LE(samples.byteLength, 40);
  return Buffer.concat([head, Buffer.from(samples.buffer)]);
}

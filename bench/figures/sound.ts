import { rm } from "node:fs/promises";
import type { Page } from "playwright-core";
import { play } from "../../packages/desktop/test/playing.ts";
import { type RunningDesktop, startDesktop } from "../../packages/desktop/test/running-desktop.ts";
import { launchChromium } from "../../tests/support/chromium.ts";
import { capture } from "../../tests/support/shell.ts";
import { waitFor } from "../../tests/support/wait.ts";
import type { FigureGroup } from "../figure.ts";
import { CACHE } from "../glass/cache.ts";
import { type Drawing, drawScene } from "../glass/drawing.ts";
import { preparePictures } from "../glass/pictures.ts";
import { SCREEN } from "../glass/scenes.ts";
import { freeDisplay } from "../glass/servers/start.ts";

/** Seconds of the tone in which gaps are counted: `PORTHOLE_SOUND_SECONDS`; the promise is meant for ten minutes. */
const SECONDS = Number(process.env.PORTHOLE_SOUND_SECONDS ?? 30);
const CLICKS = 15;
const opened = new AsyncDisposableStack();

/** From a sample played in the desktop to the same sample at the page's output, and what is lost on the way. Needs Chromium. */
export const sound: FigureGroup = {
  id: "sound",
  about: "sound from the desktop to the page's output",
  async figures() {
    const pictures = await preparePictures(CACHE);
    const display = `:${freeDisplay()}`;
    opened.defer(() => rm(`/tmp/.X11-unix/X${display.slice(1)}`, { force: true }));
    const desktop = opened.use(
      await startDesktop({ DISPLAY: display }, ["-v", "/tmp/.X11-unix:/tmp/.X11-unix"]),
    );
    const chromium = opened.use(await launchChromium());
    const page = await chromium.open(desktop.url, {
      bypassCSP: true,
      viewport: SCREEN,
      before: one => one.addInitScript(TAP),
    });
    await page.waitForSelector("#screen > *");
    await page.mouse.click(400, 300);
    // What plays has been started, and the tap stands beside it.
    await waitFor("sound", async () => {
      await play(desktop, { hertz: 1000, seconds: 1 });
      return (await page.evaluate("window.tap?.sounds")) === true;
    });
    const drawing = opened.use(await drawScene(display, "motion", pictures));
    let heard: Heard | undefined;
    const beside = (of: keyof Heard) => async () => {
      heard ??= await listenTo(desktop, page, drawing);
      return heard[of];
    };
    const told = {
      most: Number.POSITIVE_INFINITY,
      tolerance: Number.POSITIVE_INFINITY,
      samples: 1,
    } as const;
    return [
      {
        id: "sound.delay",
        what: "sample played in the desktop to sample at the page's output",
        unit: "ms",
        most: 60,
        tolerance: 1.5,
        samples: 3,
        sample: () => delayOf(desktop, page),
      },
      {
        id: "sound.gaps",
        what: `gaps in ${SECONDS} s of a tone beside a full-motion picture`,
        unit: "count",
        most: 0,
        tolerance: 1,
        samples: 1,
        sample: beside("gaps"),
      },
      {
        ...told,
        id: "sound.delay.motion",
        what: "sample played to sample at the page's output, right after that",
        unit: "ms",
        sample: () => delayOf(desktop, page),
      },
      {
        ...told,
        id: "sound.bridges",
        what: "times that sound came too late beside the picture and was bridged by playing on what was heard",
        unit: "count",
        sample: beside("bridges"),
      },
      {
        ...told,
        id: "sound.cuts",
        what: "pieces of 5 to 20 ms left out meanwhile, to be back at less delay",
        unit: "count",
        sample: beside("cuts"),
      },
      {
        ...told,
        id: "sound.underruns",
        what: "times the browser's output ran dry meanwhile, behind what the page plays",
        unit: "count",
        sample: beside("underruns"),
      },
      {
        ...told,
        id: "sound.ready",
        what: "sound kept ready at the end of it",
        unit: "ms",
        sample: beside("ready"),
      },
      {
        ...told,
        id: "sound.output",
        what: "of the delay, the browser's own output",
        unit: "ms",
        sample: async () => Number(await page.evaluate("tap.outputLatency() * 1000")),
      },
    ];
  },
  close: () => opened.disposeAsync(),
};

/** Median of the milliseconds that clicks take. */
async function delayOf({ container }: RunningDesktop, page: Page): Promise<number> {
  await page.evaluate("tap.clicks = []");
  // biome-ignore format: one option a word
  const text = await capture("docker", "exec", "-u", "abc", "-w", "/usr/lib/porthole/desktop", container, "/usr/lib/porthole/node", "-e", CLICKER.replace("CLICKS", String(CLICKS)));
  const played = JSON.parse(text) as number[];
  const heard = (await page.evaluate("tap.clicks")) as number[];
  const delays = played
    .map(at => (heard.find(other => other > at && other < at + 400) ?? Number.NaN) - at)
    .filter(delay => !Number.isNaN(delay))
    .toSorted((a, b) => a - b);
  if (delays.length < CLICKS / 2) {
    throw new Error(`of ${CLICKS} clicks only ${delays.length} were heard`);
  }
  return delays[delays.length >> 1] ?? Number.NaN;
}

/** What was heard of a long tone: `ready` in ms, at its end. */
type Heard = { gaps: number; bridges: number; cuts: number; underruns: number; ready: number };

/** Counts pieces of a tone that are missing, less than half as loud, or out of place, while the whole screen moves. */
async function listenTo(desktop: RunningDesktop, page: Page, drawing: Drawing): Promise<Heard> {
  const told = (what: string) => page.evaluate(`window.player?.${what} ?? 0`).then(Number);
  const [bridges, cuts] = [await told("bridges"), await told("cuts")];
  const underruns = Number(await page.evaluate("tap.underruns()"));
  await page.evaluate("tap.begun = tap.jumps = 0");
  drawing.go();
  await play(desktop, { hertz: 1000, seconds: SECONDS });
  // It begins once by itself.
  const gaps = Number(await page.evaluate("tap.begun - 1 + tap.jumps"));
  await drawing.stop();
  return {
    gaps,
    bridges: (await told("bridges")) - bridges,
    cuts: (await told("cuts")) - cuts,
    underruns: Number(await page.evaluate("tap.underruns()")) - underruns,
    ready: (await told("ready")) / 48,
  };
}

/**
 * Plays clicks into a running stream, two a second, and tells when each was played: the time it was written plus what PulseAudio says
 * lies before it.
 */
const CLICKER = `
const koffi = require("koffi");
const pulse = koffi.load("libpulse-simple.so.0");
const create = pulse.func("pa_simple_new", "uintptr_t", ["void *", "const char *", "int", "void *", "const char *", "void *", "void *", "void *", "void *"]);
const write = pulse.func("pa_simple_write", "int", ["uintptr_t", "void *", "size_t", "void *"]);
const latency = pulse.func("pa_simple_get_latency", "uint64_t", ["uintptr_t", "void *"]);
const spec = Buffer.alloc(12);
spec.writeInt32LE(3, 0);
spec.writeUInt32LE(48000, 4);
spec.writeUInt8(2, 8);
const attributes = Buffer.alloc(20, 0xff);
attributes.writeUInt32LE(480 * 4 * 2, 4);
const error = Buffer.alloc(4);
const stream = create(null, "clicker", 1, null, "clicks", spec, null, attributes, error);
const silence = new Int16Array(960);
const click = new Int16Array(960).fill(20000);
const played = [];
for (let block = 1; played.length < CLICKS; block++) {
  if (block % 50 === 0) {
    const ahead = Number(latency(stream, error)) / 1000;
    played.push(performance.timeOrigin + performance.now() + ahead);
  }
  write(stream, block % 50 === 0 ? click : silence, 1920, error);
}
for (let block = 0; block < 50; block++) write(stream, silence, 1920, error);
process.stdout.write(JSON.stringify(played));
`;

/** Puts an ear beside whatever the page connects to its loudspeaker: clicks with their time at the output, and gaps in a tone of 1 kHz. */
const TAP = `
  const source = \`
    class Tap extends AudioWorkletProcessor {
      quiet = 48000;
      last = 0;
      peak = 0;
      counted = 0;
      tone = false;
      process([input]) {
        const samples = input[0] ?? new Float32Array(128);
        for (let i = 0; i < samples.length; i++) {
          const sample = samples[i];
          const loud = Math.abs(sample) > 0.001;
          if (loud && this.quiet >= 4800) this.port.postMessage({ start: currentFrame + i, sample });
          this.quiet = loud ? 0 : this.quiet + 1;
          // A tone of 1 kHz and 0.37 never jumps, and has a peak in each half millisecond.
          if (this.tone && Math.abs(sample - this.last) > 0.15) this.port.postMessage({ jump: true });
          this.last = sample;
          this.peak = Math.max(this.peak, Math.abs(sample));
          if (++this.counted % 24 === 0) {
            const tone = this.peak > 0.18;
            if (tone && !this.tone) this.port.postMessage({ begin: true });
            this.tone = tone;
            this.peak = 0;
          }
        }
        return true;
      }
    }
    registerProcessor("tap", Tap);
  \`;
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (target, ...rest) {
    const { context } = this;
    if (this instanceof AudioWorkletNode && this.numberOfInputs === 0) {
      this.port.addEventListener("message", ({ data }) => { window.player = data; });
    }
    if (target === context.destination) {
      context.audioWorklet.addModule("data:text/javascript," + encodeURIComponent(source)).then(() => {
        const node = new AudioWorkletNode(context, "tap", { numberOfOutputs: 0 });
        window.tap = { clicks: [], begun: 0, jumps: 0, sounds: false, outputLatency: () => context.outputLatency, underruns: () => context.playbackStats?.underrunEvents ?? 0 };
        node.port.onmessage = ({ data }) => {
          if (data.begin) { tap.begun++; return; }
          if (data.jump) { tap.jumps++; return; }
          tap.sounds = true;
          const { contextTime, performanceTime } = context.getOutputTimestamp();
          const at = performanceTime + (data.start / context.sampleRate - contextTime) * 1000;
          tap.clicks.push(performance.timeOrigin + at);
        };
        connect.call(this, node);
      });
    }
    return connect.call(this, target, ...rest);
  };`;

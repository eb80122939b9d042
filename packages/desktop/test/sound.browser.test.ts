import { afterAll, beforeAll, it } from "vitest";
import { type Chromium, INSECURE_HOST, launchChromium } from "../../../tests/support/chromium.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { play } from "./playing.ts";
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
  await waitFor("the tone", async () => {
    const playing = play(desktop, { hertz, seconds: 1 });
    const heard = await waitFor(
      "some sound",
      async () => {
        found = Number(await page.evaluate(LOUDEST));
        return test(found) || undefined;
      },
      1500,
    ).catch(() => false);
    await playing;
    return heard;
  }).catch((error: Error) => {
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
  await page.mouse.click(400, 300);
  await hears(page, 1000, near(1000));
  await hears(page, 3000, near(3000));
  await page.context().close();
});

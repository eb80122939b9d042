import { describe, expect, it } from "vitest";
import { JitterBuffer } from "./jitter.ts";

const BLOCK = 128;
const FRAME = 480;

/** Plays for so many seconds a tone that comes in frames, each so many ms after it is due; `drift` is how much too fast the sender's clock is. */
function play(
  buffer: JitterBuffer,
  seconds: number,
  { drift = 0, lateness = () => 0 }: { drift?: number; lateness?: (frame: number) => number } = {},
): { out: Float32Array; fills: number[] } {
  const out = new Float32Array(seconds * 48_000);
  const [left, right] = [new Float32Array(BLOCK), new Float32Array(BLOCK)];
  const fills: number[] = [];
  let frame = 0;
  let free = 0;
  const due = () => Math.max(free, (frame * FRAME) / 48 / (1 + drift) + lateness(frame));
  for (let at = 0; at + BLOCK <= out.length; at += BLOCK) {
    while (due() <= at / 48) {
      free = due();
      const tone = new Float32Array(FRAME).map((_, i) =>
        Math.sin(((frame * FRAME + i) * 2 * Math.PI * 1000) / 48_000),
      );
      buffer.push([tone, tone], false);
      frame++;
    }
    buffer.pull([left, right]);
    out.set(left, at);
    fills.push(buffer.fill);
  }
  return { out, fills };
}

/** Largest step between two samples that follow each other; a tone of 1 kHz has one of 0.131. */
const roughest = (samples: Float32Array) =>
  samples.reduce((most, sample, i) => Math.max(most, Math.abs(sample - (samples[i - 1] ?? sample))), 0);

describe("the jitter buffer", () => {
  it("plays what comes evenly without a gap or a click, 20 ms behind", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const { out, fills } = play(buffer, 10);
    expect(buffer.gaps).toBe(0);
    const start = out.findIndex(sample => sample !== 0);
    expect(start).toBeLessThan(48 * 35);
    expect(roughest(out.subarray(start + 1))).toBeLessThan(0.14);
    expect(Math.max(...fills.slice(100))).toBeLessThan(48 * 40);
  });

  it.each([0.002, -0.002])("keeps the same amount ready where the clocks differ by %d", drift => {
    const buffer = new JitterBuffer(2, BLOCK);
    const { out, fills } = play(buffer, 120, { drift });
    expect(buffer.gaps).toBeLessThanOrEqual(1);
    const later = fills.slice(fills.length / 2);
    const mean = later.reduce((sum, fill) => sum + fill, 0) / later.length;
    expect(mean).toBeGreaterThan(48 * 8);
    expect(mean).toBeLessThan(48 * 45);
    expect(roughest(out.subarray(out.length / 2))).toBeLessThan(0.14);
  });

  it("grows where frames come late now and then, and hears no further gap", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const lateness = (frame: number) => (frame % 100 === 50 ? 60 : 0);
    play(buffer, 5, { lateness });
    const before = buffer.gaps;
    expect(before).toBeGreaterThan(0);
    expect(before).toBeLessThan(10);
    play(buffer, 3, { lateness });
    expect(buffer.gaps - before).toBeLessThanOrEqual(1);
  });

  it("catches up at once after a line stood still", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const { fills } = play(buffer, 5, { lateness: frame => (frame === 100 ? 800 : 0) });
    expect(fills.at(-1)).toBeLessThan(48 * 150);
  });

  it("plays to the end of sound and takes the silence after it for no gap", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const ones = new Float32Array(FRAME).fill(1);
    buffer.push([ones, ones], true);
    const [left, right] = [new Float32Array(BLOCK), new Float32Array(BLOCK)];
    let heard = 0;
    for (let i = 0; i < 20; i++) {
      buffer.pull([left, right]);
      heard += left.filter(sample => sample === 1).length;
    }
    expect(heard).toBeGreaterThan(FRAME - 8);
    expect(buffer.gaps).toBe(0);
  });
});

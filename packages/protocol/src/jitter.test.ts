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
function roughest(samples: Float32Array): number {
  let most = 0;
  for (let i = 1; i < samples.length; i++) {
    most = Math.max(most, Math.abs((samples[i] ?? 0) - (samples[i - 1] ?? 0)));
  }
  return most;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
/** What `of` says of each second. */
const chunked = (values: readonly number[], of: (part: readonly number[]) => number) =>
  Array.from({ length: Math.floor(values.length / 375) }, (_, i) => of(values.slice(i * 375, (i + 1) * 375)));
/** The peak of the quietest millisecond. */
const quietest = (samples: Float32Array) =>
  Math.min(
    ...chunked48(samples).map(part => part.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0)),
  );
const chunked48 = (samples: Float32Array) =>
  Array.from({ length: Math.floor(samples.length / 48) }, (_, i) => samples.subarray(i * 48, (i + 1) * 48));

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

  it.each([
    { drift: 0.002, minutes: 2 },
    { drift: -0.002, minutes: 2 },
    { drift: 0.001, minutes: 4 },
    { drift: -0.001, minutes: 4 },
  ])(
    "keeps the same amount ready, without a gap, where the clocks differ by $drift for $minutes minutes",
    ({ drift, minutes }) => {
      const buffer = new JitterBuffer(2, BLOCK);
      const { out, fills } = play(buffer, minutes * 60, { drift });
      expect([buffer.gaps, buffer.bridges]).toEqual([0, 0]);
      const later = fills.slice(fills.length / 10);
      expect(Math.min(...chunked(later, mean))).toBeGreaterThan(48 * 8);
      expect(Math.max(...chunked(later, mean))).toBeLessThan(48 * 45);
      expect(roughest(out.subarray(out.length / 2))).toBeLessThan(0.14);
    },
  );

  it("bridges frames that come late by playing on what was heard, grows, and soon has nothing to bridge", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const lateness = (frame: number) => (frame % 100 === 50 ? 60 : 0);
    const { out } = play(buffer, 8, { lateness });
    expect(buffer.gaps).toBe(0);
    expect(buffer.bridges).toBeGreaterThan(0);
    const start = out.findIndex(sample => sample !== 0);
    expect(roughest(out.subarray(start + 1))).toBeLessThan(0.2);
    expect(quietest(out.subarray(start + 100, -100))).toBeGreaterThan(0.8);
    const before = buffer.bridges;
    expect(before).toBeLessThan(7);
    play(buffer, 30, { lateness });
    expect(buffer.bridges - before).toBeLessThanOrEqual(1);
    expect(buffer.gaps).toBe(0);
  });

  it("keeps no more ready for a frame that is a little late now and then, and bridges it", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const { fills } = play(buffer, 120, { lateness: frame => (frame % 3000 === 1500 ? 50 : 0) });
    expect(buffer.target).toBe(960);
    expect([buffer.gaps, buffer.bridges]).toEqual([0, 4]);
    expect(mean(fills)).toBeLessThan(48 * 25);
  });

  it("learns nothing from its first two seconds, and plays with little delay right after them", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const { out, fills } = play(buffer, 8, {
      lateness: frame => (frame % 40 === 30 && frame < 200 ? 150 : 0),
    });
    expect(buffer.target).toBe(960);
    expect(Math.max(...fills.slice(-1500))).toBeLessThan(48 * 50);
    expect(roughest(out.subarray(out.findIndex(sample => sample !== 0) + 1))).toBeLessThan(0.2);
  });

  it("keeps more ready for seconds after one trouble, and leaves out short pieces to be back soon", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const lateness = (frame: number) => (frame >= 2000 && frame < 2100 && frame % 30 === 0 ? 140 : 0);
    const { out, fills } = play(buffer, 60, { lateness });
    expect(Math.max(...fills.slice(375 * 22, 375 * 25))).toBeGreaterThan(48 * 100);
    expect(Math.max(...fills.slice(375 * 32, 375 * 33))).toBeLessThan(48 * 50);
    expect(buffer.target).toBe(960);
    expect(buffer.gaps).toBe(0);
    expect(buffer.cuts).toBeGreaterThan(3);
    expect(roughest(out.subarray(out.findIndex(sample => sample !== 0) + 1))).toBeLessThan(0.2);
  });

  it("keeps more ready for a minute where there is trouble twice in one", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const lateness = (frame: number) => (frame % 2000 === 1000 ? 120 : 0);
    play(buffer, 35, { lateness });
    expect([buffer.gaps, buffer.bridges]).toEqual([0, 2]);
    play(buffer, 5);
    expect(buffer.target).toBeGreaterThan(48 * 100);
    expect(buffer.bridges).toBe(2);
  });

  it("keeps little ready again a minute after the line became calm", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    play(buffer, 10, { lateness: frame => (frame % 100 === 50 ? 150 : 0) });
    expect(buffer.target).toBeGreaterThan(48 * 130);
    const { fills } = play(buffer, 120);
    expect(buffer.target).toBe(960);
    expect(Math.max(...fills.slice(-1000))).toBeLessThan(48 * 45);
  });

  it("falls silent, fading, where nothing comes for long, and counts that as a gap", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const { out } = play(buffer, 2, { lateness: frame => (frame === 100 ? 500 : 0) });
    expect([buffer.gaps, buffer.bridges]).toEqual([1, 1]);
    expect(quietest(out.subarray(48_000, 72_000))).toBe(0);
    const start = out.findIndex(sample => sample !== 0);
    expect(roughest(out.subarray(start + 1))).toBeLessThan(0.2);
  });

  it("catches up at once after a line stood still", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    const { out, fills } = play(buffer, 5, { lateness: frame => (frame === 100 ? 800 : 0) });
    expect(fills.at(-1)).toBeLessThan(48 * 150);
    expect(buffer.target).toBeLessThan(1200);
    const start = out.findIndex(sample => sample !== 0);
    expect(roughest(out.subarray(start + 1))).toBeLessThan(0.2);
  });

  it("goes on without a step where more came at once than it can hold", () => {
    const buffer = new JitterBuffer(2, BLOCK);
    for (const seconds of [3, 2.7]) {
      const { out, fills } = play(buffer, 8, { lateness: frame => (frame === 300 ? seconds * 1000 : 0) });
      expect(fills.at(-1)).toBeLessThan(48 * 50);
      expect(roughest(out.subarray(out.findIndex(sample => sample !== 0) + 1))).toBeLessThan(0.2);
    }
  });

  it("gets rid of what is too much in noise too, where no place is like another", () => {
    let seed = 1;
    const noise = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 1_073_741_824 - 1;
    };
    const buffer = new JitterBuffer(1, BLOCK);
    const plane = new Float32Array(BLOCK);
    const push = () => buffer.push([Float32Array.from({ length: FRAME }, noise)], false);
    for (let i = 0; i < 20; i++) {
      push();
    }
    for (let at = 0; at < 48_000 * 10; at += BLOCK) {
      if (Math.floor(at / FRAME) !== Math.floor((at + BLOCK) / FRAME)) {
        push();
      }
      buffer.pull([plane]);
    }
    expect(buffer.fill).toBeLessThan(48 * 50);
    expect([buffer.gaps, buffer.bridges]).toEqual([0, 0]);
  });

  it("bridges noise and a chord without a step louder than they have themselves", () => {
    let seed = 1;
    const noise = () => {
      seed = (seed * 16_807) % 2_147_483_647;
      return seed / 1_073_741_824 - 1;
    };
    const chord = (i: number) =>
      [220, 277.18, 329.63].reduce((sum, f) => sum + Math.sin(i * f * 0.000131) / 4, 0);
    for (const wave of [noise, chord]) {
      const buffer = new JitterBuffer(1, BLOCK);
      const plane = new Float32Array(BLOCK);
      const out: number[] = [];
      for (let i = 0; i < 4; i++) {
        buffer.push([Float32Array.from({ length: FRAME }, (_, k) => wave(i * FRAME + k))], false);
      }
      for (let i = 0; i < 40; i++) {
        buffer.pull([plane]);
        out.push(...plane);
      }
      const [own, bridged] = [Float32Array.from(out.slice(0, 1800)), Float32Array.from(out.slice(1800))];
      expect(buffer.bridges).toBe(1);
      expect(roughest(bridged)).toBeLessThan(roughest(own) * 1.5 + 0.02);
    }
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

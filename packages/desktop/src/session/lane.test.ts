import { describe, expect, it } from "vitest";
import { type Line, type Seen, simulate } from "../../test/line.ts";
import { Lane } from "./lane.ts";

/** As a photograph that scrolls in 1920×1080. */
const MOTION = { wished: 10_000, coarsest: 2500 };
const PLENTY = { capacity: 1e9, isCapped: false, isPageSlow: false };

const share = (values: number[], part: number) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * part)] ?? 0;
const gaps = (seen: Seen[]) => seen.slice(1).map(({ shown }, i) => shown - (seen[i]?.shown ?? 0));
const fps = (seen: Seen[]) => (seen.length / ((seen.at(-1)?.shown ?? 0) - (seen[0]?.shown ?? 0))) * 1000;

describe("a lane", () => {
  it("limits nothing where the line carries plenty", () => {
    const lane = new Lane();
    lane.onFrame(100_000, 0, 0);
    expect(lane.rate(PLENTY, 60, 1)).toEqual({
      fps: 60,
      bytes: Number.POSITIVE_INFINITY,
      burst: Number.POSITIVE_INFINITY,
    });
    expect(lane.limit).toBe("nothing");
  });

  it("says what limits it", () => {
    const lane = new Lane();
    for (let i = 0; i < 40; i++) {
      lane.onFrame(2000, 20, i * 20);
      lane.rate({ capacity: 1e6, isCapped: true, isPageSlow: false }, 60, i * 20);
    }
    expect(lane.limit).toBe("cap");
    lane.rate({ capacity: 1e6, isCapped: false, isPageSlow: false }, 60, 801);
    expect(lane.limit).toBe("network");
    lane.rate({ capacity: 1e6, isCapped: false, isPageSlow: true }, 60, 802);
    expect(lane.limit).toBe("page");
  });

  it("makes coarser frames before fewer, fewer where the coarsest are too large, and more again where not", () => {
    const lane = new Lane();
    const slow = { capacity: 1e6, isCapped: false, isPageSlow: false };
    /** Frames of so much of what they may take, each so coarse, for four seconds from `begin`. */
    const run = (begin: number, part: number, coarser: number) => {
      for (let now = begin; now < begin + 4000; now += 1000 / lane.rate(slow, 60, now).fps) {
        lane.onFrame(lane.rate(slow, 60, now).bytes * part, coarser, now);
      }
      return lane.rate(slow, 60, begin + 4000).fps;
    };
    expect(run(0, 0.9, 40)).toBe(60);
    expect(run(4000, 1.5, 40)).toBe(8);
    expect(run(8000, 0.9, 40)).toBe(60);
    // Where it comes in pieces only, as JPEG may.
    expect(run(12_000, 0.9, 100)).toBe(8);
  });

  it("makes frames larger that come half as often, one that comes alone as large as the line takes 80 ms for", () => {
    const lane = new Lane();
    const slow = { capacity: 1e6, isCapped: false, isPageSlow: false };
    const alone = (1e6 / 8) * 0.085 * 0.8;
    const run = (begin: number, end: number, every: number) => {
      let bytes = 0;
      for (let now = begin; now < end; now += every) {
        ({ bytes } = lane.rate(slow, 60, now));
        lane.onFrame(bytes, 15, now);
      }
      return bytes;
    };
    const often = run(0, 3000, 17);
    expect(often).toBeLessThan((1e6 / 8) * 0.85 * 0.017);
    expect(run(3000, 6000, 34)).toBeGreaterThan(often * 1.6);
    expect(run(6000, 12_000, 1100)).toBeGreaterThan(alone * 0.8);
    expect(run(12_000, 15_000, 17)).toBe(often);
  });
});

describe("lane and flow on a line", () => {
  it.each([
    ["500 kbit/s", { rate: 500e3, delay: 20 }],
    ["1 Mbit/s", { rate: 1e6, delay: 5 }],
    ["1 Mbit/s and 100 ms each way", { rate: 1e6, delay: 100 }],
    ["5 Mbit/s", { rate: 5e6, delay: 50 }],
    ["20 Mbit/s", { rate: 20e6, delay: 25 }],
  ])("keep the queue under 100 ms: %s", (_name, line: Line) => {
    const { seen } = simulate(20_000, () => line, MOTION);
    const steady = seen.filter(({ made }) => made > 4000);
    expect(
      share(
        steady.map(({ queue }) => queue),
        0.99,
      ),
    ).toBeLessThan(100);
    // And the line is used.
    const bits = (steady.reduce((sum, { bytes }) => sum + bytes, 0) * 8000) / 16_000;
    expect(bits).toBeGreaterThan(Math.min(line.rate * 0.55, MOTION.wished * 8 * 55));
  });

  it("give everything the content takes where the line carries it", () => {
    const { seen } = simulate(10_000, () => ({ rate: 100e6, delay: 1 }), MOTION);
    const steady = seen.filter(({ made }) => made > 2000);
    expect(fps(steady)).toBeGreaterThan(55);
    expect(
      share(
        steady.map(({ bytes }) => bytes),
        0.1,
      ),
    ).toBe(MOTION.wished);
  });

  it("freeze for less than a second where 20 Mbit/s become 1, are soon steady below 250 ms, and come back", () => {
    const lineAt = (now: number): Line => ({ rate: now > 5000 && now < 20_000 ? 1e6 : 20e6, delay: 50 });
    const { seen } = simulate(40_000, lineAt, MOTION);
    const during = seen.filter(({ made }) => made > 4900 && made < 20_000);
    expect(Math.max(...gaps(during))).toBeLessThan(1000);
    const steady = during.filter(({ made }) => made > 7000);
    expect(
      share(
        steady.map(({ made, shown }) => shown - made),
        0.95,
      ),
    ).toBeLessThan(250);
    const after = seen.filter(({ made }) => made > 30_000);
    expect(
      share(
        after.map(({ bytes }) => bytes),
        0.2,
      ),
    ).toBe(MOTION.wished);
  });

  it("learn of a line that carries less than the frames it is sent, however large they are", () => {
    const { seen, flow } = simulate(10_000, () => ({ rate: 20e6, delay: 25 }), {
      wished: 95_000,
      coarsest: 20_000,
    });
    expect(flow.capacity).toBeLessThan(24e6);
    const steady = seen.filter(({ made }) => made > 3000);
    expect(fps(steady)).toBeGreaterThan(40);
  });

  it("do not take a busy page for a slow line", () => {
    const { seen, flow } = simulate(10_000, () => ({ rate: 50e6, delay: 1 }), MOTION, 45);
    expect(flow.capacity).toBeGreaterThan(15e6);
    expect(
      share(
        seen.slice(200).map(({ bytes }) => bytes),
        0.1,
      ),
    ).toBe(MOTION.wished);
  });
});

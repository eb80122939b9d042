import { expect, it } from "vitest";
import { TransferPace } from "./pace.ts";

/** Takes pieces for so many ms of a made clock, on which nothing else takes time but `each` ms a piece; gives the bytes taken. */
async function take(milliseconds: number, waiting: (now: number) => number | undefined, each = 0.2) {
  let now = 0;
  const pace = new TransferPace({
    now: () => now,
    waiting: () => waiting(now),
    async sleep(time) {
      now += Math.ceil(time);
    },
  });
  let bytes = 0;
  while (now < milliseconds) {
    await pace.turn(65_536);
    bytes += 65_536;
    now += each;
  }
  return { rate: (bytes * 1000) / milliseconds, pace };
}

it("keeps nothing back while no frame is on its way", async () => {
  expect((await take(1000, () => undefined)).rate).toBeGreaterThan(300e6);
});

it("grows beside pictures that do not wait", async () => {
  expect((await take(3000, () => 3)).rate).toBeGreaterThan(150e6);
});

it("takes no more beside pictures than is promised, though none is on its way when it looks, as on a quick line", async () => {
  const { rate } = await take(3000, now => (now % 400 < 60 ? 3 : undefined), 0.05);
  expect(rate).toBeGreaterThan(120e6);
  expect(rate).toBeLessThan(178e6);
});

it("takes large pieces where it goes fast, and small ones where it does not", async () => {
  const at = async (waiting: number | undefined) => (await take(10_000, () => waiting)).pace.piece;
  expect(await at(undefined)).toBe(256 * 1024);
  expect(await at(3)).toBe(256 * 1024);
  expect(await at(100)).toBe(64 * 1024);
});

it("gives way to pictures that wait, and never stops altogether", async () => {
  const { rate } = await take(10_000, () => 100);
  expect(rate).toBeGreaterThan(0.2e6);
  expect(rate).toBeLessThan(3e6);
});

it("settles where a line is as full as pictures bear", async () => {
  // Frames wait as soon as more than 20 MB/s go beside them.
  let bytes = 0;
  let now = 0;
  const pace = new TransferPace({
    now: () => now,
    waiting: () => (pace.rate > 20e6 ? 60 : 2),
    async sleep(time) {
      now += Math.ceil(time);
    },
  });
  while (now < 20_000) {
    await pace.turn(65_536);
    bytes += now > 5000 ? 65_536 : 0;
    now += 0.2;
  }
  expect(bytes / 15).toBeGreaterThan(12e6);
  expect(bytes / 15).toBeLessThan(22e6);
});

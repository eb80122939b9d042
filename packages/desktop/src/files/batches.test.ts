import { PassThrough, Readable } from "node:stream";
import { expect, it } from "vitest";
import { batches } from "./batches.ts";

const chunks = (count: number, bytes: number) =>
  Array.from({ length: count }, (_, index) => Buffer.alloc(bytes, index));

async function gather(stream: Readable, size: number): Promise<Buffer[]> {
  const all: Buffer[] = [];
  for await (const batch of batches(stream, () => size)) {
    all.push(Buffer.concat(batch));
  }
  return all;
}

it("gives everything in order, in batches of the size that is asked for", async () => {
  const all = await gather(Readable.from(chunks(10, 100)), 300);
  expect(all.map(({ length }) => length)).toEqual([300, 300, 300, 100]);
  expect(Buffer.concat(all)).toEqual(Buffer.concat(chunks(10, 100)));
});

it("gives nothing for a stream without content", async () => {
  expect(await gather(Readable.from([]), 300)).toEqual([]);
});

it("gathers one batch ahead of who works on one, and no more", async () => {
  let made = 0;
  const stream = new Readable({
    highWaterMark: 1,
    read() {
      this.push(made++ < 100 ? Buffer.alloc(100) : null);
    },
  });
  let bytes = 0;
  for await (const batch of batches(stream, () => 300)) {
    bytes += Buffer.concat(batch).length;
    await new Promise(resolve => setTimeout(resolve, 1));
    expect(made * 100).toBeLessThanOrEqual(bytes + 500);
  }
  expect(bytes).toBe(10_000);
});

it("gives what has come where no more does for a while", async () => {
  const stream = new PassThrough();
  stream.write(Buffer.alloc(100));
  for await (const batch of batches(stream, () => 300)) {
    expect(Buffer.concat(batch).length).toBe(100);
    break;
  }
});

it("gives what came before a stream broke, then says why", async () => {
  const stream = new PassThrough();
  stream.write(Buffer.alloc(100));
  setImmediate(() => stream.destroy(new Error("cut")));
  const seen: number[] = [];
  const reading = (async () => {
    for await (const batch of batches(stream, () => 300)) {
      seen.push(Buffer.concat(batch).length);
    }
  })();
  await expect(reading).rejects.toThrow("cut");
  expect(seen).toEqual([100]);
});

it("leaves a stream that is not read to its end as it is", async () => {
  const stream = Readable.from(chunks(10, 100));
  for await (const _ of batches(stream, () => 100)) {
    break;
  }
  expect(stream.destroyed).toBe(false);
});

import { once } from "node:events";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import type { Framebuffer } from "./monitor.ts";
import { SCREEN } from "./scenes.ts";
import type { Watched, WatchOrder } from "./watch.ts";

/** A watch on a monitor. */
export type Probe = {
  /** Ends the watch. @returns every change that was seen, and the pictures that were kept */
  end(): Promise<Watched>;
};

/** Looks at a monitor two thousand times a second, from a thread of its own, and notes every change. */
export async function watch(
  framebuffer: Framebuffer,
  what: WatchOrder["what"],
  keep?: WatchOrder["keep"],
): Promise<Probe> {
  const signal = new Int32Array(new SharedArrayBuffer(4));
  const workerData: WatchOrder = { framebuffer, what, signal, ...(keep ? { keep } : {}) };
  const worker = new Worker(join(import.meta.dirname, "watch.ts"), { workerData });
  await once(worker, "online");
  return {
    async end() {
      const answer = once(worker, "message");
      Atomics.store(signal, 0, 1);
      Atomics.notify(signal, 0);
      return (await answer)[0] as Watched;
    },
  };
}

/** What the page shows on a monitor now, with the monitor's stride. */
export async function photograph({ path, offset, stride }: Framebuffer): Promise<Buffer> {
  await using file = await open(path);
  const { buffer } = await file.read(Buffer.alloc(SCREEN.height * stride), 0, SCREEN.height * stride, offset);
  return buffer;
}

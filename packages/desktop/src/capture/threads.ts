import { Worker } from "node:worker_threads";

/** Threads that are kept although nothing is captured by them. */
const MOST_SPARE = 1;

/**
 * Threads for captures. One that is not needed any more is kept for the next: a thread that ends leaves a quarter of a megabyte
 * behind, of what koffi was told of libraries, so that opening and closing monitors all day would add up.
 */
export class CaptureThreads {
  readonly #entry: URL;
  readonly #spare = new Set<Worker>();

  /** `entry` is the worker's file. */
  constructor(entry: URL) {
    this.#entry = entry;
  }

  /** A thread that does nothing yet. */
  take(): Worker {
    for (const worker of this.#spare) {
      this.#spare.delete(worker);
      forgetListeners(worker);
      return worker;
    }
    return new Worker(this.#entry, { name: "capture" });
  }

  /** Takes back a thread that has stopped. */
  giveBack(worker: Worker): void {
    forgetListeners(worker);
    if (this.#spare.size >= MOST_SPARE) {
      void worker.terminate();
      return;
    }
    this.#spare.add(worker);
    const forget = () => this.#spare.delete(worker);
    worker.on("exit", forget);
    worker.on("error", forget);
  }
}

/** By name: Node has listeners of its own on a worker, without which no message comes any more. */
function forgetListeners(worker: Worker): void {
  for (const event of ["message", "error", "exit"]) {
    worker.removeAllListeners(event);
  }
}

import type { Worker } from "node:worker_threads";
import type { StreamName } from "../encode/encoder.ts";
import { RestartPause } from "../restart-pause.ts";
import type {
  Demand,
  Frame,
  FromWorker,
  StreamFormat,
  StreamId,
  ToWorker,
  WorkerSettings,
} from "./messages.ts";
import type { Rect } from "./region.ts";
import type { CaptureThreads } from "./threads.ts";

/** The capture worker as the main thread sees it. A worker that dies is replaced. */
export class CaptureHost implements Disposable {
  readonly #threads: CaptureThreads;
  readonly #settings: WorkerSettings;
  readonly #comparing = new Set<(boxes: readonly Rect[]) => void>();
  #worker: Worker | undefined;
  #stopped: boolean = false;
  #up: boolean = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #pause = new RestartPause(50, 1000);
  /** Streams that cannot be had here, with the reasons. */
  readonly unavailable = new Map<StreamName, string>();
  /** Which encoder makes which stream. */
  readonly encoders = new Map<StreamName, string>();
  onFrame: (frame: Frame) => void = () => undefined;
  onFormat: (format: StreamFormat) => void = () => undefined;
  /** The display came (`up`) or went. */
  onDisplay: (up: boolean, why: string) => void = () => undefined;
  /** A stream has an encoder, or none, and `why` not a better one. */
  onEncoder: (stream: StreamName, name: string | undefined, why: string) => void = () => undefined;
  /** A new worker has taken the place of one that died. */
  onRestart: () => void = () => undefined;
  onFailure: (error: unknown) => void = () => undefined;

  constructor(threads: CaptureThreads, settings: WorkerSettings) {
    this.#threads = threads;
    this.#settings = settings;
  }

  /** Whether the display can be captured now. */
  get up(): boolean {
    return this.#up;
  }

  start(): void {
    const worker = this.#threads.take();
    this.#worker = worker;
    this.#pause.onStart(performance.now());
    worker.on("message", (message: FromWorker) => this.#receive(message));
    worker.on("error", error => this.onFailure(error));
    worker.on("exit", () => this.#onExit());
    this.#send({ kind: "start", settings: this.#settings });
    this.#compare();
  }

  demand(stream: StreamId, demand: Demand): void {
    this.#send({ kind: "demand", stream, demand });
  }

  /** Tells `onChanged` of the small parts whose pixels change, in pixels of the monitor, until disposed. Each comparison costs some time. */
  compare(onChanged: (boxes: readonly Rect[]) => void): Disposable {
    this.#comparing.add(onChanged);
    this.#compare();
    return {
      [Symbol.dispose]: () => {
        this.#comparing.delete(onChanged);
        this.#compare();
      },
    };
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#send({ kind: "stop" });
  }

  #send(message: ToWorker): void {
    this.#worker?.postMessage(message);
  }

  #compare(): void {
    this.#send({ kind: "compare", on: this.#comparing.size > 0 });
  }

  #onExit(): void {
    this.#worker = undefined;
    this.#display(false, "the capture worker ended");
    if (!this.#stopped) {
      this.#timer = setTimeout(() => {
        this.start();
        this.onRestart();
      }, this.#pause.onExit(performance.now()));
    }
  }

  #display(up: boolean, why: string): void {
    if (up !== this.#up) {
      this.#up = up;
      this.onDisplay(up, why);
    }
  }

  /** The thread is another's from here on. */
  #leave(): void {
    const worker = this.#worker;
    this.#worker = undefined;
    if (worker) {
      this.#threads.giveBack(worker);
    }
  }

  #noteEncoder({ stream, name, passedOver }: Extract<FromWorker, { kind: "encoder" }>): void {
    const why = passedOver.join("; ");
    if (name === undefined) {
      this.encoders.delete(stream);
      this.unavailable.set(stream, why || "none known");
    } else {
      this.encoders.set(stream, name);
      this.unavailable.delete(stream);
    }
    this.onEncoder(stream, name, why);
  }

  #receive(message: FromWorker): void {
    switch (message.kind) {
      case "frame":
        this.onFrame(message.frame);
        break;
      case "format":
        this.onFormat(message.format);
        break;
      case "changed":
        for (const onChanged of this.#comparing) {
          onChanged(message.boxes);
        }
        break;
      case "display":
        this.#display(message.up, message.why);
        break;
      case "encoder":
        this.#noteEncoder(message);
        break;
      case "stopped":
        this.#leave();
        break;
    }
  }
}

import { Worker } from "node:worker_threads";
import { RestartPause } from "../restart-pause.ts";
import { Turn } from "../session/turn.ts";
import type { CameraSettings, FromCameraWorker, ToCameraWorker } from "./messages.ts";

/** One page's part in the camera, as {@link Camera} sees it. */
export type CameraPage = {
  /** Whether its person may give its camera. */
  readonly mayBeSeen: boolean;
  /** The desktop has a device, or no longer. */
  onThere(there: boolean): void;
  /** An application looks, and it is this page's turn to show itself, or no longer. */
  onWanted(on: boolean): void;
};

/** The desktop's camera: a device of v4l2loopback that shows what the camera of one page sees, while an application reads it. */
export class Camera implements Disposable {
  readonly settings: CameraSettings;
  readonly #entry: URL;
  readonly #turn = new Turn<CameraPage>();
  #worker: Worker | undefined;
  #timer: NodeJS.Timeout | undefined;
  readonly #pause = new RestartPause(100, 30_000);
  #stopped: boolean = false;
  #there: boolean = false;
  #used: boolean = false;
  onFailure: (error: unknown) => void = () => undefined;
  /** The device that is used was found, or none could be. */
  onDevice: (path: string, why: string) => void = () => undefined;

  /** `entry` is the worker's file; it runs where there are devices to try. */
  constructor(entry: URL, settings: CameraSettings) {
    this.#entry = entry;
    this.settings = settings;
    if (settings.devices.length > 0) {
      // Whoever owns this has set what it wants to be told by then.
      queueMicrotask(() => this.#start());
    }
  }

  /** A page is there, until what is given back is disposed. */
  join(page: CameraPage): Disposable {
    this.#turn.add(page);
    page.onThere(this.#there);
    this.update();
    return {
      [Symbol.dispose]: () => {
        this.#turn.delete(page);
        this.update();
      },
    };
  }

  /** A person uses this page: it is the one to be asked for its camera next. */
  onUse(page: CameraPage): void {
    this.#turn.use(page);
  }

  /** A page may do something else now. One page shows itself at a time: it stays the one for as long as anything looks. */
  update(): void {
    const before = this.#turn.choose(this.#used, page => page.mayBeSeen);
    const { holder } = this.#turn;
    if (before === holder) {
      return;
    }
    if (before && this.#turn.has(before)) {
      before.onWanted(false);
    }
    this.#send({ kind: "blank" });
    holder?.onWanted(true);
  }

  /** A picture of a page, which is shown where it is its turn. */
  view(page: CameraPage, data: Uint8Array<ArrayBuffer>): void {
    if (page === this.#turn.holder) {
      this.#send({ kind: "view", data });
    }
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#send({ kind: "stop" });
  }

  #start(): void {
    if (this.#stopped) {
      return;
    }
    const worker = new Worker(this.#entry, { workerData: this.settings, name: "camera" });
    this.#worker = worker;
    this.#pause.onStart(performance.now());
    worker.on("message", (message: FromCameraWorker) => this.#receive(message));
    worker.on("error", error => this.onFailure(error));
    worker.on("exit", () => this.#onExit());
  }

  #receive(message: FromCameraWorker): void {
    if (message.kind === "device") {
      this.#tellThere(message.path !== "");
      this.onDevice(message.path, message.why);
    } else {
      this.#used = message.used;
      this.update();
    }
  }

  #onExit(): void {
    const found = this.#there;
    this.#worker = undefined;
    this.#used = false;
    this.update();
    this.#tellThere(false);
    // A worker that found no device ends by itself: what devices a container has does not change.
    if (this.#stopped || !found) {
      return;
    }
    this.#timer = setTimeout(() => this.#start(), this.#pause.onExit(performance.now()));
    this.#timer.unref();
  }

  #tellThere(there: boolean): void {
    if (there !== this.#there) {
      this.#there = there;
      for (const page of this.#turn) {
        page.onThere(there);
      }
    }
  }

  #send(message: ToCameraWorker): void {
    this.#worker?.postMessage(message);
  }
}

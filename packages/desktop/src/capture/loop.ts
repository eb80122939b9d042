import { setTimeout as delay } from "node:timers/promises";
import { type EncoderKind, type Picture, STREAM_NAMES } from "../encode/encoder.ts";
import { Ranked } from "../encode/ranked.ts";
import { Capturer } from "./capturer.ts";
import {
  type Demand,
  type Frame,
  type FromWorker,
  LANES,
  type StreamId,
  streamId,
  type WorkerSettings,
} from "./messages.ts";
import { Stream } from "./stream.ts";

/** Pauses between attempts to reach the display, in ms; the last one repeats. */
const RETRY = [10, 20, 40, 80, 160, 320, 640];
/** A timer may fire this many ms early without making the frame rate jump. */
const EARLY = 1;
/** Pause, in ms, after a look that found nothing to send. */
const REST = 2;
/** Numbers of frames of different streams are so far apart that an acknowledgement fits one alone. */
const APART = 2 ** 27;
/** A session that lasted this long, in ms, was a good one: the next attempt comes at once. */
const LASTING = 1000;

/** Captures, encodes and hands out frames as the relay demands, until disposed. Reconnects to the display by itself. */
export class CaptureLoop implements Disposable {
  readonly #settings: WorkerSettings;
  readonly #post: (message: FromWorker, transfer: ArrayBuffer[]) => void;
  readonly #isComparing: () => boolean;
  readonly #streams = new Map<StreamId, Stream>();
  #capturer: Capturer | undefined;
  #picture: Picture | undefined;
  #timer: NodeJS.Timeout | undefined;
  #busy: boolean = false;
  #stopped: boolean = false;
  #failure: string | undefined;

  constructor(
    settings: WorkerSettings,
    kinds: readonly EncoderKind[],
    post: (message: FromWorker, transfer: ArrayBuffer[]) => void,
    isComparing: () => boolean,
  ) {
    this.#settings = settings;
    this.#post = post;
    this.#isComparing = isComparing;
    for (const name of STREAM_NAMES) {
      const ranked = new Ranked(kinds, name);
      ranked.onChange = () => this.#tell(ranked);
      this.#tell(ranked);
      if (ranked.best) {
        for (const lane of LANES) {
          const id = streamId(name, lane);
          this.#streams.set(id, new Stream(id, ranked, this.#streams.size * APART));
        }
      }
    }
  }

  /** Connects, and again whenever the X server has gone. Ends when disposed. */
  async run(): Promise<void> {
    let attempt = 0;
    while (!this.#stopped) {
      let why: string;
      try {
        using capturer = await Capturer.open(
          this.#settings.display,
          this.#settings.monitor,
          this.#settings.watermark,
        );
        const began = performance.now();
        why = await this.#session(capturer);
        attempt = performance.now() - began > LASTING ? 0 : attempt;
      } catch (error) {
        why = wordsOf(error);
      }
      this.#post({ kind: "display", up: false, why }, []);
      await delay(RETRY[Math.min(attempt++, RETRY.length - 1)]);
    }
  }

  demand(id: StreamId, demand: Demand): void {
    this.#streams.get(id)?.ask(demand);
    this.#wake();
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    for (const stream of this.#streams.values()) {
      stream[Symbol.dispose]();
    }
    this.#capturer?.[Symbol.dispose]();
  }

  /** Gives why it ended. */
  async #session(capturer: Capturer): Promise<string> {
    if (this.#stopped) {
      return "stopped";
    }
    this.#failure = undefined;
    this.#capturer = capturer;
    capturer.onDirty = () => this.#wake();
    this.#post({ kind: "display", up: true, why: "" }, []);
    this.#wake();
    await capturer.closed;
    this.#capturer = undefined;
    this.#picture = undefined;
    return this.#failure ?? "the X server closed the connection";
  }

  /** Looks what is to be done, at the latest when the next frame is due. */
  #wake(): void {
    if (this.#busy || this.#stopped || !this.#capturer) {
      return;
    }
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const now = performance.now();
    const wait = this.#waitFor(now);
    if (wait === undefined) {
      return;
    }
    if (wait <= EARLY) {
      void this.#step(now);
    } else {
      this.#timer = setTimeout(() => this.#wake(), wait);
    }
  }

  /** Milliseconds until there is something to do; `undefined` where there is nothing. */
  #waitFor(now: number): number | undefined {
    const streams = [...this.#streams.values()];
    const dirty = this.#capturer?.dirty;
    const times = streams.flatMap(stream => {
      if (stream.due || (dirty && stream.open)) {
        return stream.nextAt;
      }
      const unsettled = stream.unsettledSince();
      return unsettled === undefined ? [] : Math.max(stream.nextAt, unsettled + this.#settings.settleAfter);
    });
    return times.length > 0 ? Math.max(0, Math.min(...times) - now) : undefined;
  }

  async #step(now: number): Promise<void> {
    const capturer = this.#capturer;
    if (!capturer) {
      return;
    }
    this.#busy = true;
    let made = false;
    try {
      const ripe = [...this.#streams.values()].some(stream => stream.open && stream.nextAt <= now + EARLY);
      if ((capturer.dirty && ripe) || !this.#picture) {
        await this.#refresh(capturer);
      }
      if (this.#picture) {
        made = this.#encode(this.#picture, now);
      }
    } catch (error) {
      // Without its picture the display is as good as gone: the session ends and the next one begins.
      this.#failure = wordsOf(error);
      if (this.#capturer === capturer) {
        this.#picture = undefined;
        this.#capturer = undefined;
      }
      capturer[Symbol.dispose]();
    } finally {
      this.#busy = false;
    }
    if (made) {
      this.#wake();
    } else {
      this.#timer = setTimeout(() => this.#wake(), REST);
    }
  }

  async #refresh(capturer: Capturer): Promise<void> {
    const fetched = await capturer.fetch(this.#isComparing());
    this.#picture = fetched?.picture;
    if (fetched && fetched.boxes.length > 0) {
      this.#post({ kind: "changed", boxes: fetched.boxes }, []);
    }
    for (const stream of this.#streams.values()) {
      stream.add(fetched?.damage ?? [], fetched?.since ?? performance.now());
    }
  }

  /** Gives whether anything was sent. */
  #encode(picture: Picture, began: number): boolean {
    let sent = false;
    for (const stream of this.#streams.values()) {
      if (stream.nextAt > began + EARLY) {
        continue;
      }
      const start = performance.now();
      const { due, since = began } = stream;
      const still = began - this.#settings.settleAfter + EARLY;
      const settled =
        stream.open && (!due || stream.isOverdue(still, began))
          ? stream.settle(picture, still, began)
          : undefined;
      const format = due && !settled ? stream.fit(picture) : undefined;
      if (format) {
        this.#post({ kind: "format", format }, []);
      }
      const made = settled ?? (due ? stream.encode(picture, began) : undefined);
      if (made && made.parts.length > 0) {
        sent = true;
        const end = performance.now();
        const from = settled ? began : since;
        const captured = performance.timeOrigin + from;
        this.#send({ ...made, captured, took: { capture: start - from, encode: end - start } });
      }
    }
    return sent;
  }

  #tell({ stream, best, passedOver }: Ranked): void {
    this.#post({ kind: "encoder", stream, name: best?.name, passedOver: [...passedOver] }, []);
  }

  #send(frame: Frame): void {
    this.#post(
      { kind: "frame", frame },
      frame.parts.map(part => part.data.buffer),
    );
  }
}

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

import type { CaptureHost } from "../capture/host.ts";
import type { Demand, Frame, StreamFormat } from "../capture/messages.ts";
import type { StreamName } from "../encode/encoder.ts";
import type { Viewer } from "./viewer.ts";
import { wireOf } from "./wire.ts";

/** Two key frames of a stream lie at least so many ms apart: viewers that join at once share one. */
const KEY_INTERVAL = 150;
const STREAMS: readonly StreamName[] = ["h264", "jpeg"];

type StreamState = { format: StreamFormat | undefined; lastKey: number; asked: boolean; sent: string };

/** Passes each encoded frame to everybody who can take it, and tells the capture what is wanted. */
export class Relay implements Disposable {
  readonly #capture: CaptureHost;
  readonly #viewers = new Set<Viewer>();
  readonly #states: Record<StreamName, StreamState> = { h264: newState(), jpeg: newState() };
  #timer: NodeJS.Timeout | undefined;

  constructor(capture: CaptureHost) {
    this.#capture = capture;
    capture.onFrame = frame => this.#onFrame(frame);
    capture.onFormat = format => this.#onFormat(format);
    capture.onRestart = () => this.#onRestart();
  }

  get viewers(): ReadonlySet<Viewer> {
    return this.#viewers;
  }

  /** Adds a viewer; it gets the next key frame of its stream. */
  add(viewer: Viewer): void {
    this.#viewers.add(viewer);
    const { format } = this.#states[viewer.stream];
    if (format) {
      viewer.sendFormat(format);
    }
    this.update();
  }

  remove(viewer: Viewer): void {
    if (this.#viewers.delete(viewer)) {
      this.update();
    }
  }

  /** Looks anew at what is wanted; call when a viewer's state changed. */
  update(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    const wake: number[] = [];
    for (const name of STREAMS) {
      this.#updateStream(name, now, wake);
    }
    if (wake.length > 0) {
      this.#timer = setTimeout(() => this.update(), Math.max(1, Math.min(...wake) - now));
      this.#timer.unref();
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #watching(name: StreamName): Viewer[] {
    return [...this.#viewers].filter(viewer => viewer.stream === name && viewer.visible);
  }

  #updateStream(name: StreamName, now: number, wake: number[]): void {
    const state = this.#states[name];
    const watching = this.#watching(name);
    const ready = watching.filter(viewer => viewer.ready(now));
    const waiting = ready.some(viewer => viewer.flow.needsKey);
    const keyAt = state.lastKey + KEY_INTERVAL;
    const key = waiting && !state.asked && now >= keyAt;
    if (waiting && !state.asked && !key) {
      wake.push(keyAt);
    }
    // Somebody who waits for a key frame does not make the others' frames come faster than they can take them.
    const granted = ready.some(viewer => !viewer.flow.needsKey) || state.asked || key;
    if (!granted) {
      wake.push(...watching.flatMap(viewer => viewer.flow.lostAt() ?? []));
    }
    state.asked ||= key;
    this.#tell(name, { wanted: watching.length > 0, granted, key });
  }

  #tell(name: StreamName, demand: Demand): void {
    const state = this.#states[name];
    const text = `${demand.wanted}${demand.granted}`;
    if (demand.key || text !== state.sent) {
      state.sent = text;
      this.#capture.demand(name, demand);
    }
  }

  #onFrame(frame: Frame): void {
    const state = this.#states[frame.stream];
    const now = performance.now();
    if (frame.key) {
      state.lastKey = now;
      state.asked = false;
    }
    const wire = wireOf(frame);
    for (const viewer of this.#watching(frame.stream)) {
      viewer.offer(wire, now);
    }
    this.update();
  }

  #onFormat(format: StreamFormat): void {
    this.#states[format.stream].format = format;
    for (const viewer of this.#viewers) {
      if (viewer.stream === format.stream) {
        viewer.sendFormat(format);
      }
    }
  }

  /** A new capture worker knows nothing of what was asked of the last. */
  #onRestart(): void {
    for (const name of STREAMS) {
      this.#states[name] = newState();
    }
    for (const viewer of this.#viewers) {
      viewer.flow.restart();
    }
    this.update();
  }
}

function newState(): StreamState {
  return { format: undefined, lastKey: Number.NEGATIVE_INFINITY, asked: false, sent: "" };
}

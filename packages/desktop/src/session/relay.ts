import type { CaptureHost } from "../capture/host.ts";
import {
  type Demand,
  type Frame,
  LANES,
  type StreamFormat,
  type StreamId,
  streamId,
} from "../capture/messages.ts";
import { STREAM_NAMES } from "../encode/encoder.ts";
import { FIRST_CAPACITY } from "./capacity.ts";
import { StreamState } from "./stream-state.ts";
import type { Viewer } from "./viewer.ts";
import { wireOf } from "./wire.ts";

/** Two key frames of a stream lie at least so many ms apart: viewers that join at once share one. */
const KEY_INTERVAL = 150;
/** Time, in ms, a viewer stays in the slow lane before it may come back; doubles each time. */
const SLOW_FOR = 5000;
const LONGEST_SLOW = 80_000;
/** How much more than the quick lane uses a line must carry for its viewer to come there. */
const ROOM = 1.5;
/** Share of what the quick lane's leader can take that it must carry as well, and bits a second that are enough. */
const SHARE = 0.5;
const ENOUGH = 20e6;
/**
 * On a desktop where nothing moves a line has no way to show that. Who has been in the slow lane for so long, in ms, and has shown
 * nothing to the contrary, comes over then: a lane of its own would cost an encoder for nothing.
 */
const UNTRIED_FOR = 3000;
const IDS: readonly StreamId[] = STREAM_NAMES.flatMap(name => LANES.map(lane => streamId(name, lane)));

/** Passes each encoded frame to everybody who can take it, and tells the capture what is wanted. */
export class Relay implements Disposable {
  readonly #capture: CaptureHost;
  /** Number of the monitor it passes on. */
  readonly display: number;
  readonly #viewers = new Set<Viewer>();
  readonly #states = new Map<StreamId, StreamState>();
  #timer: NodeJS.Timeout | undefined;
  /** Called for each frame that was made, with the bytes of its messages. */
  onRelayed: (frame: Frame, bytes: number) => void = () => undefined;
  /** Called when a viewer has gone, with how many frames it was not sent. */
  onGone: (skipped: number) => void = () => undefined;

  constructor(capture: CaptureHost, display: number) {
    this.#capture = capture;
    this.display = display;
    capture.onFrame = frame => this.#onFrame(frame);
    capture.onFormat = format => this.#onFormat(format);
    capture.onRestart = () => this.#onRestart();
  }

  get viewers(): ReadonlySet<Viewer> {
    return this.#viewers;
  }

  /** What is known of a stream. */
  state(id: StreamId): StreamState {
    let state = this.#states.get(id);
    if (!state) {
      state = new StreamState();
      this.#states.set(id, state);
    }
    return state;
  }

  /** Adds a viewer; it gets the next key frame of its stream. */
  add(viewer: Viewer): void {
    // What its line carries is not known yet: where others watch, it shows that in the slow lane first.
    if (this.#watching(streamId(viewer.stream, "quick")).length > 0) {
      viewer.lane = "slow";
    }
    this.#viewers.add(viewer);
    this.#begin(viewer);
    this.update();
  }

  remove(viewer: Viewer): void {
    if (this.#viewers.delete(viewer)) {
      this.onGone(viewer.flow.dropped);
      this.update();
    }
  }

  /** The viewer goes on with another stream. */
  move(viewer: Viewer, stream: Viewer["stream"]): void {
    if (this.#viewers.has(viewer)) {
      this.#change(viewer, { stream, lane: "quick" });
      this.update();
    } else {
      viewer.stream = stream;
    }
  }

  /** Looks anew at what is wanted; call when a viewer's state changed. */
  update(): void {
    clearTimeout(this.#timer);
    const now = performance.now();
    const wake: number[] = [];
    this.#promote(now, wake);
    for (const id of IDS) {
      this.#updateStream(id, now, wake);
    }
    if (wake.length > 0) {
      this.#timer = setTimeout(() => this.update(), Math.max(1, Math.min(...wake) - now));
      this.#timer.unref();
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #begin(viewer: Viewer): void {
    const { format } = this.state(viewer.streamId);
    if (format) {
      viewer.sendFormat(format);
    }
  }

  #watching(id: StreamId): Viewer[] {
    return [...this.#viewers].filter(viewer => viewer.streamId === id && viewer.visible);
  }

  #updateStream(id: StreamId, now: number, wake: number[]): void {
    const watching = this.#watching(id);
    const known = this.#states.get(id);
    if (watching.length === 0 && !known) {
      return;
    }
    const state = this.state(id);
    if (watching.length === 0) {
      this.#tell(id, { wanted: false, granted: false, key: false, fps: 1, rate: state.rate });
      this.#states.delete(id);
      return;
    }
    this.#rate(state, watching, now);
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
    this.#tell(id, { wanted: true, granted, key, fps: state.rate.fps, rate: state.rate });
  }

  /** Frames are made for the viewer of the lane that can take most; the others get what they can of them. */
  #rate(state: StreamState, watching: readonly Viewer[], now: number): void {
    const leader = watching.reduce((a, b) => (b.flow.capacity > a.flow.capacity ? b : a)).flow;
    const most = Math.max(...watching.map(({ wishes }) => wishes.framerate));
    const { fps, bytes, burst } = state.lane.rate(leader, most, now);
    const crf = Math.min(...watching.map(({ wishes }) => wishes.crf));
    const jpegQuality = Math.max(...watching.map(({ wishes }) => wishes.jpegQuality));
    state.rate = { fps, bytes, burst, crf, jpegQuality };
    for (const { flow } of watching) {
      flow.budget = bytes;
    }
  }

  #tell(id: StreamId, demand: Demand): void {
    const state = this.state(id);
    const { wanted, granted, fps, rate } = demand;
    const text = `${wanted} ${granted} ${fps} ${rate.crf} ${rate.jpegQuality} ${rate.bytes} ${rate.burst}`;
    if (demand.key || text !== state.sent) {
      state.sent = text;
      this.#capture.demand(id, demand);
    }
  }

  #onFrame(frame: Frame): void {
    const state = this.#states.get(frame.stream);
    if (!state) {
      return;
    }
    const now = performance.now();
    const wire = wireOf(this.display, frame);
    state.onFrame(frame, wire.bytes, now);
    this.onRelayed(frame, wire.bytes);
    const watching = this.#watching(frame.stream);
    const fell = watching.filter(viewer => {
      const before = viewer.flow.needsKey;
      viewer.offer(wire, now);
      return !before && viewer.flow.needsKey;
    });
    this.#demote(watching, fell);
    this.update();
  }

  /**
   * Who falls behind while others keep up goes to the slow lane, where frames are made for lines like its own. It needs a
   * key frame either way.
   */
  #demote(watching: readonly Viewer[], fell: readonly Viewer[]): void {
    for (const viewer of fell) {
      if (viewer.lane === "quick" && watching.length > fell.length) {
        // Who has been there before stays longer each time: coming back costs everybody a key frame.
        viewer.slowFor = viewer.slowFor === 0 ? SLOW_FOR : Math.min(viewer.slowFor * 2, LONGEST_SLOW);
        this.#change(viewer, { lane: "slow" });
      }
    }
  }

  /** Who could follow the quick lane comes there. */
  #promote(now: number, wake: number[]): void {
    for (const viewer of this.#viewers) {
      if (viewer.lane !== "slow" || !viewer.flow.isProven || now - viewer.laneSince < viewer.slowFor) {
        continue;
      }
      const id = streamId(viewer.stream, "quick");
      const leaders = this.#watching(id).map(({ flow }) => flow.capacity);
      if (leaders.length === 0) {
        continue;
      }
      const wanted = Math.min(ENOUGH, Math.max(...leaders) * SHARE);
      const { capacity } = viewer.flow;
      const used = this.state(id).lane.use(now);
      const isUntried = capacity >= FIRST_CAPACITY && used === 0;
      if (
        (capacity >= wanted && capacity > used * ROOM) ||
        (isUntried && now - viewer.laneSince >= UNTRIED_FOR)
      ) {
        this.#change(viewer, { lane: "quick" });
      } else if (capacity >= FIRST_CAPACITY) {
        wake.push(now + UNTRIED_FOR);
      }
    }
  }

  #change(viewer: Viewer, to: Partial<Pick<Viewer, "stream" | "lane">>): void {
    Object.assign(viewer, to);
    viewer.laneSince = performance.now();
    viewer.flow.dropOut();
    this.#begin(viewer);
  }

  #onFormat(format: StreamFormat): void {
    const state = this.#states.get(format.stream);
    if (!state) {
      return;
    }
    state.format = format;
    for (const viewer of this.#viewers) {
      if (viewer.streamId === format.stream) {
        viewer.sendFormat(format);
      }
    }
  }

  /** A new capture worker knows nothing of what was asked of the last. */
  #onRestart(): void {
    this.#states.clear();
    for (const viewer of this.#viewers) {
      viewer.flow.restart();
    }
    this.update();
  }
}

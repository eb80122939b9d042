import type { Demand, Frame, StreamFormat } from "../capture/messages.ts";
import { Lane } from "./lane.ts";

/** Time, in ms, that means and counts go back over. */
const WINDOW = 1000;

/** What the relay knows of a stream in one lane. */
export class StreamState {
  format: StreamFormat | undefined;
  /** When the last key frame came. */
  lastKey = Number.NEGATIVE_INFINITY;
  /** A key frame is on order. */
  asked = false;
  /** The demand the capture knows. */
  sent = "";
  readonly lane = new Lane();
  rate: Demand["rate"] & { fps: number } = {
    fps: 60,
    crf: 0,
    jpegQuality: 0,
    bytes: Number.POSITIVE_INFINITY,
    burst: Number.POSITIVE_INFINITY,
  };
  readonly #recent: { at: number; bytes: number; capture: number; encode: number }[] = [];

  /** Takes note of a frame. */
  onFrame({ took, coarser, key }: Frame, bytes: number, now: number): void {
    if (key) {
      this.lastKey = now;
      this.asked = false;
    }
    this.lane.onFrame(bytes, coarser, now);
    this.#recent.push({ at: now, bytes, ...took });
    this.#forget(now);
  }

  /** Frames and bytes of the last second, and what they took at the mean, in ms. */
  recent(now: number): { frames: number; bytes: number; capture: number; encode: number } {
    this.#forget(now);
    const frames = this.#recent.length;
    const sum = (pick: (one: { bytes: number; capture: number; encode: number }) => number) =>
      this.#recent.reduce((all, one) => all + pick(one), 0);
    const mean = (total: number) => (frames > 0 ? total / frames : 0);
    return {
      frames,
      bytes: sum(one => one.bytes),
      capture: mean(sum(one => one.capture)),
      encode: mean(sum(one => one.encode)),
    };
  }

  #forget(now: number): void {
    while (this.#recent[0] && now - this.#recent[0].at > WINDOW) {
      this.#recent.shift();
    }
  }
}

import type { Counters } from "./statistics.ts";

/** Frames whose times are kept while they are on their way to the screen. */
const KEPT = 128;

/** Follows frames from the change on the server to the screen, and counts how long each part took. */
export type FrameTimes = {
  /** The frame that arrived last; `arrived` on `performance.now()`. */
  readonly newest: { frame: number; arrived: number } | undefined;
  /** A frame's first bytes are here; both times on the server's clock. */
  onArrived(frame: number, captured: number, now: number): void;
  /** A decoded frame goes to the screen, which will name it by `id`. */
  onPainted(id: number, frame: number, now: number): void;
  /** It is there. */
  onPresented(id: number, at: number): void;
  /** The frame needs no following but by the screen. */
  onShown(frame: number): void;
};

/** Follows nothing yet. */
export function frameTimesOf(counters: Pick<Counters, "arrival" | "display" | "latency">): FrameTimes {
  const captured = new Map<number, number>();
  const painted = new Map<number, { captured: number; at: number }>();
  let newest: { frame: number; arrived: number } | undefined;
  return {
    get newest() {
      return newest;
    },
    onArrived(frame, when, now) {
      newest = { frame, arrived: performance.now() };
      if (!captured.has(frame)) {
        counters.arrival.add(now - when);
        captured.set(frame, when);
        trim(captured);
      }
    },
    onPainted(id, frame, now) {
      const when = captured.get(frame);
      if (when !== undefined) {
        painted.set(id, { captured: when, at: now });
        trim(painted);
      }
    },
    onPresented(id, at) {
      const known = painted.get(id);
      if (known) {
        painted.delete(id);
        counters.display.add(at - known.at);
        counters.latency.add(at - known.captured);
      }
    },
    onShown(frame) {
      captured.delete(frame);
    },
  };
}

function trim(map: Map<number, unknown>): void {
  const [oldest] = map.keys();
  if (map.size > KEPT && oldest !== undefined) {
    map.delete(oldest);
  }
}

import type { ServerMessage } from "@porthole/protocol";
import type { Statistics } from "./bridge.ts";

type ServerStatistics = Extract<ServerMessage, { kind: "statistics" }>;

/** Frames whose latency is reckoned with, the newest: few are followed as far as the screen. */
const RECENT = 11;

/** Values of one kind since they were last taken. */
type Series = { add(value: number): void; mean(): number; middle(): number; clear(): void };

/** Counts what the pipeline does; read and set back by {@link Counters.take}. */
export type Counters = {
  codec: string;
  decoder: string;
  sink: string;
  width: number;
  height: number;
  /** Frames that arrived. */
  frames: number;
  shown: number;
  bytes: number;
  roundTrip: number;
  decoderErrors: number;
  /** Messages of the server that could not be read. */
  unreadable: number;
  /** What the server said last. */
  server: ServerStatistics | undefined;
  /** Milliseconds from the change on the server to its arrival here. */
  arrival: Series;
  /** Milliseconds from arrival to decoded. */
  decode: Series;
  /** Milliseconds from decoded to presented. */
  display: Series;
  /** Milliseconds from the change on the server to presented; the newest {@link RECENT} of them. */
  latency: Series;
  onDropped(count: number): void;
  /** The numbers since the last call, rates over the time since then. */
  take(now: number): Statistics;
};

/** Counters at zero. */
export function countersOf(start = 0): Counters {
  let since = start;
  let dropped = 0;
  const [arrival, decode, display, latency] = [seriesOf(), seriesOf(), seriesOf(), seriesOf(RECENT)];
  const counters: Counters = {
    codec: "",
    decoder: "",
    sink: "",
    width: 0,
    height: 0,
    frames: 0,
    shown: 0,
    bytes: 0,
    roundTrip: Number.NaN,
    decoderErrors: 0,
    unreadable: 0,
    server: undefined,
    arrival,
    decode,
    display,
    latency,
    onDropped(count) {
      dropped += count;
    },
    take(now) {
      const seconds = Math.max(0.001, (now - since) / 1000);
      const { codec, decoder, sink, width, height, roundTrip, decoderErrors, unreadable, server } = counters;
      const capture = (server?.capture ?? Number.NaN) / 10;
      const encode = (server?.encode ?? Number.NaN) / 10;
      const statistics = {
        fps: counters.shown / seconds,
        kilobytesPerSecond: counters.bytes / 1000 / seconds,
        codec,
        decoder,
        sink,
        width,
        height,
        roundTrip,
        capture,
        encode,
        wire: Math.max(0, arrival.mean() - capture - encode),
        decode: decode.mean(),
        display: display.mean(),
        latency: latency.middle(),
        dropped,
        decoderErrors,
        unreadable,
        server,
      };
      since = now;
      counters.frames = 0;
      counters.shown = 0;
      counters.bytes = 0;
      for (const series of [arrival, decode, display]) {
        series.clear();
      }
      return statistics;
    },
  };
  return counters;
}

/** `most`: values that are kept. */
function seriesOf(most = Number.POSITIVE_INFINITY): Series {
  let values: number[] = [];
  return {
    add(value) {
      if (!Number.isNaN(value)) {
        values.push(value);
        if (values.length > most) {
          values.shift();
        }
      }
    },
    mean: () => values.reduce((sum, value) => sum + value, 0) / values.length,
    middle: () => values.toSorted((a, b) => a - b)[values.length >> 1] ?? Number.NaN,
    clear() {
      values = [];
    },
  };
}

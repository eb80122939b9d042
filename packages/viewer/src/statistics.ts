import type { Statistics } from "./bridge.ts";

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
  onDecoded(milliseconds: number): void;
  onDropped(count: number): void;
  /** The numbers since the last call, rates over the time since then. */
  take(now: number): Statistics;
};

/** Counters at zero. */
export function countersOf(start = 0): Counters {
  let since = start;
  let decoded = 0;
  let decodeTime = 0;
  let dropped = 0;
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
    onDecoded(milliseconds) {
      decoded += 1;
      decodeTime += milliseconds;
    },
    onDropped(count) {
      dropped += count;
    },
    take(now) {
      const seconds = Math.max(0.001, (now - since) / 1000);
      const { codec, decoder, sink, width, height, roundTrip, decoderErrors } = counters;
      const statistics = {
        fps: counters.shown / seconds,
        kilobytesPerSecond: counters.bytes / 1000 / seconds,
        codec,
        decoder,
        sink,
        width,
        height,
        roundTrip,
        decode: decoded > 0 ? decodeTime / decoded : Number.NaN,
        dropped,
        decoderErrors,
      };
      since = now;
      counters.frames = 0;
      counters.shown = 0;
      counters.bytes = 0;
      decoded = 0;
      decodeTime = 0;
      return statistics;
    },
  };
  return counters;
}

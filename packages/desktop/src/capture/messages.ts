import type { Rate, StreamName } from "../encode/encoder.ts";
import type { EncoderChoice } from "../encode/encoders.ts";
import type { Mark } from "../watermark/load.ts";
import type { Rect } from "./region.ts";

/** The lanes a stream is encoded in: one for those who keep up, one for those whose line carries much less. */
export const LANES = ["quick", "slow"] as const;
/** A name of {@link LANES}. */
export type LaneName = (typeof LANES)[number];
/** A stream in one lane, encoded once for all who watch it. */
export type StreamId = `${StreamName}/${LaneName}`;

/** The id of a stream in a lane. */
export function streamId(name: StreamName, lane: LaneName): StreamId {
  return `${name}/${lane}`;
}

/** What the relay wants of one stream now. */
export type Demand = {
  /** Somebody visible watches it. */
  wanted: boolean;
  /** Somebody who watches can take a frame. */
  granted: boolean;
  /** The next frame shall need no other. */
  key: boolean;
  /** Most frames a second. */
  fps: number;
  rate: Rate;
};

/** Settings of one capture. */
export type WorkerSettings = {
  /** X display name. */
  display: string;
  /** Which monitor of it; 0 is the first. */
  monitor: number;
  /** Folder of what `native/build.sh` left. */
  native: string;
  encoders: EncoderChoice;
  /** Drawn over every picture. */
  watermark: Mark | undefined;
  /** Time, in ms, without change after which a part is sent at its best. */
  settleAfter: number;
};

/** To the capture worker. */
export type ToWorker =
  /** Comes first, and again after `stopped`. */
  | { kind: "start"; settings: WorkerSettings }
  | { kind: "demand"; stream: StreamId; demand: Demand }
  /** Whether `changed` is wanted. */
  | { kind: "compare"; on: boolean }
  | { kind: "stop" };

/** An encoded frame on its way to viewers. */
export type Frame = {
  stream: StreamId;
  /** Rises by one with each frame of its stream. */
  frame: number;
  key: boolean;
  /** When the oldest change it shows was seen, in ms since the Unix epoch. */
  captured: number;
  /** As in `Encoded`. */
  coarser?: number;
  parts: { x: number; y: number; data: Uint8Array<ArrayBuffer> }[];
  /** How long it took, in ms: from the change to the pixels, encoding. */
  took: { capture: number; encode: number };
};

/** Size and codec of a stream's coming frames. */
export type StreamFormat = {
  stream: StreamId;
  width: number;
  height: number;
  codecString: string;
  /** Name of the encoder. */
  encoder: string;
};

/** From the capture worker. */
export type FromWorker =
  | { kind: "frame"; frame: Frame }
  | { kind: "format"; format: StreamFormat }
  /** Small parts whose pixels have become others, in pixels of the monitor. */
  | { kind: "changed"; boxes: readonly Rect[] }
  /** Nothing is captured any more; the thread is free. */
  | { kind: "stopped" }
  /** The display is reachable or not; `size` when it is. */
  | { kind: "display"; up: boolean; why: string }
  /** Which encoder makes a stream, none where it cannot be had; and why not each better one. */
  | { kind: "encoder"; stream: StreamName; name: string | undefined; passedOver: string[] };

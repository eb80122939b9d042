import type { StreamName } from "../encode/encoder.ts";

/** What the relay wants of one stream now. */
export type Demand = {
  /** Somebody visible watches it. */
  wanted: boolean;
  /** Somebody who watches can take a frame. */
  granted: boolean;
  /** The next frame shall need no other. */
  key: boolean;
};

/** Settings the capture worker starts with. */
export type WorkerSettings = {
  /** X display name. */
  display: string;
  /** Folder of what `native/build.sh` left. */
  native: string;
  /** Most frames a second. */
  fps: number;
  /** Time, in ms, without change after which a part is sent at its best. */
  settleAfter: number;
};

/** To the capture worker. */
export type ToWorker = { kind: "demand"; stream: StreamName; demand: Demand } | { kind: "stop" };

/** An encoded frame on its way to viewers. `captured` in ms since the Unix epoch. */
export type Frame = {
  stream: StreamName;
  /** Rises by one with each frame of its stream. */
  frame: number;
  key: boolean;
  captured: number;
  parts: { x: number; y: number; data: Uint8Array<ArrayBuffer> }[];
  /** How long it took, in ms: fetching pixels, encoding. */
  took: { capture: number; encode: number };
};

/** Size and codec of a stream's coming frames. */
export type StreamFormat = { stream: StreamName; width: number; height: number; codecString: string };

/** From the capture worker. */
export type FromWorker =
  | { kind: "frame"; frame: Frame }
  | { kind: "format"; format: StreamFormat }
  /** The display is reachable or not; `size` when it is. */
  | { kind: "display"; up: boolean; why: string }
  /** A stream cannot be had, in words. */
  | { kind: "unavailable"; stream: StreamName; why: string };

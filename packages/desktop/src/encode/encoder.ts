import type { Rect } from "../capture/region.ts";
import type { Address } from "../native/memory.ts";

/** The captured picture: B, G, R, unused byte per pixel, `stride` bytes a row. Width and height are even. */
export type Picture = { address: Address; stride: number; width: number; height: number };

/** How a stream can be coded. */
export const STREAM_NAMES = ["h264", "h264yuv444", "jpeg"] as const;
/** A name of {@link STREAM_NAMES}. */
export type StreamName = (typeof STREAM_NAMES)[number];

/** How good the next frame shall be, and how large it may become. */
export type Rate = {
  /** Constant rate factor of video while things move, 0 (best) to 51. */
  crf: number;
  /** Quality of JPEG while things move, 1 to 100 (best). */
  jpegQuality: number;
  /** Bytes a frame may take while they come one after the other; infinite where only quality counts. */
  bytes: number;
  /** Bytes a frame may take that comes alone: a key frame, what has settled. */
  burst: number;
};

/** One encoded frame: a single part at 0, 0 for whole-frame codecs, rectangles for others. */
export type Encoded = {
  key: boolean;
  parts: { x: number; y: number; data: Uint8Array<ArrayBuffer> }[];
  /** How far the frame had to stay behind the wished quality to fit its budget, in steps of the quantizer. */
  coarser?: number;
  /** What had to be left out to fit the budget; it is to be encoded with the next frame. */
  rest?: Rect[];
};

/** Encodes one display at one size. */
export interface Encoder extends Disposable {
  readonly width: number;
  readonly height: number;
  /** As WebCodecs wants it; "" where pages decode without WebCodecs. */
  readonly codecString: string;
  /**
   * Encodes `damage` into a frame; `key` asks for one that needs no other. `now` in milliseconds, rising.
   * @throws Error where the library fails.
   */
  encode(picture: Picture, damage: readonly Rect[], key: boolean, now: number, rate: Rate): Encoded;
  /** When the oldest part that is not at its best changed; `undefined` when all is sharp. */
  unsettledSince(): number | undefined;
  /** Whether {@link settle} sends but what has settled, so that it costs little while the rest goes on moving. */
  readonly settlesInParts: boolean;
  /** Sends at its best what has not changed since `before`, or what of it fits the budget; `undefined` where there is nothing. */
  settle(picture: Picture, before: number, rate: Rate): Encoded | undefined;
}

/** A way to encode, and whether it works here. */
export type EncoderKind = {
  name: string;
  stream: StreamName;
  /** Why it cannot be used here, or `undefined` where it can. */
  probe(): string | undefined;
  open(width: number, height: number): Encoder;
};

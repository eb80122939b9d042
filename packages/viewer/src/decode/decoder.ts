import type { Picture } from "../draw/sink.ts";

/** What a decoder is opened for. */
export type DecoderConfig = {
  /** `display.codecString`; "" for JPEG. */
  codec: string;
  width: number;
  height: number;
  acceleration: "no-preference" | "prefer-software";
};

/** Compressed data as it came: a whole access unit, or a JPEG of a rectangle. */
export type Chunk = {
  frame: number;
  key: boolean;
  /** Whether the frame ends with this chunk. */
  last: boolean;
  x: number;
  y: number;
  data: Uint8Array;
};

/** What a decoder tells. */
export type DecoderEvents = {
  /** A whole frame; the receiver owns its images. `milliseconds` from its first chunk to here. */
  onPicture(picture: Picture, frame: number, milliseconds: number): void;
  /** The decoder is beyond use: close it, and open another. */
  onError(reason: unknown): void;
};

/** A running decoder. */
export type Decoder = {
  /** Delta chunks before the first key chunk are the caller's to drop. */
  push(chunk: Chunk): void;
  /** Frames pushed and not yet out. */
  queued(): number;
  close(): void;
};

/** One way to decode, a row of the table. */
export type DecoderKind = {
  /** As shown in the statistics. */
  name: string;
  /** Bits of `hello.codecs` this browser decodes this way; 0 where it is missing. */
  probe(): Promise<number>;
  open(config: DecoderConfig, events: DecoderEvents): Decoder;
};

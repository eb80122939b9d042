import { SOUND_FRAME, SOUND_RATE } from "@porthole/protocol";
import { type OpusEncoder, openOpusEncoder } from "../native/opus-library.ts";
import type { SoundDemand, SoundFrame } from "./messages.ts";
import { SilenceGate } from "./silence.ts";

/** Makes frames of what is recorded, in the forms that are wanted; of silence, none. */
export class Ear implements Disposable {
  readonly #onFrame: (frame: SoundFrame) => void;
  readonly #samples = new Int16Array(SOUND_FRAME * 2);
  readonly #bytes = new Uint8Array(this.#samples.buffer);
  readonly #gate = new SilenceGate();
  readonly #encoders = new Map<number, OpusEncoder>();
  #filled = 0;
  #position: number;
  demand: SoundDemand = { bitrates: [], pcm: false };

  /** `position` is the last frame's number before. */
  constructor(position: number, onFrame: (frame: SoundFrame) => void) {
    this.#position = position;
    this.#onFrame = onFrame;
  }

  /** Frames heard, silent ones included. */
  get position(): number {
    return this.#position;
  }

  /** Takes some of what is recorded, of any length. */
  hear(data: Uint8Array): void {
    for (let at = 0; at < data.length; ) {
      const part = data.subarray(at, at + this.#bytes.length - this.#filled);
      this.#bytes.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === this.#bytes.length) {
        this.#filled = 0;
        this.#finish();
      }
    }
  }

  [Symbol.dispose](): void {
    for (const encoder of this.#encoders.values()) {
      encoder[Symbol.dispose]();
    }
  }

  #finish(): void {
    this.#position = (this.#position + 1) >>> 0;
    const verdict = this.#gate.judge(this.#samples);
    if (verdict === "skip") {
      return;
    }
    this.#forgetEncoders();
    const opus = this.demand.bitrates.map(bitrate => ({
      bitrate,
      data: this.#encoder(bitrate).encode(this.#samples),
    }));
    const pcm = this.demand.pcm ? { pcm: this.#bytes.slice() } : {};
    this.#onFrame({ position: this.#position, last: verdict === "last", opus, ...pcm });
  }

  #encoder(bitrate: number): OpusEncoder {
    const found = this.#encoders.get(bitrate);
    if (found) {
      return found;
    }
    const encoder = openOpusEncoder({ rate: SOUND_RATE, channels: 2, bitrate });
    this.#encoders.set(bitrate, encoder);
    return encoder;
  }

  /** Closes encoders that nobody listens to any more. */
  #forgetEncoders(): void {
    for (const [bitrate, encoder] of this.#encoders) {
      if (!this.demand.bitrates.includes(bitrate)) {
        encoder[Symbol.dispose]();
        this.#encoders.delete(bitrate);
      }
    }
  }
}

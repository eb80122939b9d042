import koffi from "koffi";
import type { Address } from "./memory.ts";

/** `OPUS_APPLICATION_RESTRICTED_LOWDELAY`, `OPUS_SET_BITRATE` and `OPUS_SET_COMPLEXITY` of opus_defines.h. */
const LOW_DELAY = 2051;
const SET_BITRATE = 4002;
const SET_COMPLEXITY = 4010;
/** A packet is never larger; RFC 6716, 3.4. */
const LARGEST = 1275;
/** Of ten: enough for music at these bit rates, at a third of the work. */
const COMPLEXITY = 5;
/** Samples of the longest packet, 120 ms at 48 kHz; RFC 6716, 2.1.4. */
const LONGEST = 5760;

/** An Opus encoder with the least delay the codec has: 2.5 ms of its own. */
export type OpusEncoder = Disposable & {
  /** One packet of `samples`, channels in turns. @throws Error with libopus's code. */
  encode(samples: Int16Array): Uint8Array<ArrayBuffer>;
};

/** An Opus decoder. */
export type OpusDecoder = Disposable & {
  /** Samples of a packet, channels in turns; they are overwritten by the next call. @throws Error where it is no Opus. */
  decode(packet: Uint8Array): Int16Array<ArrayBuffer>;
};

/** @throws Error where libopus is missing, or refuses these numbers. */
export function openOpusEncoder({
  rate,
  channels,
  bitrate,
}: {
  rate: number;
  channels: 1 | 2;
  bitrate: number;
}): OpusEncoder {
  const library = koffi.load("libopus.so.0");
  const create = library.func("opus_encoder_create", "uintptr_t", ["int", "int", "int", "void *"]);
  const control = library.func("opus_encoder_ctl", "int", ["uintptr_t", "int", "..."]);
  const encode = library.func("opus_encode", "int", ["uintptr_t", "void *", "int", "void *", "int"]);
  const destroy = library.func("opus_encoder_destroy", "void", ["uintptr_t"]);
  const error = Buffer.alloc(4);
  const encoder = create(rate, channels, LOW_DELAY, error) as Address;
  if (encoder === 0) {
    throw new Error(`libopus made no encoder, code ${error.readInt32LE()}`);
  }
  control(encoder, SET_BITRATE, "int", bitrate);
  control(encoder, SET_COMPLEXITY, "int", COMPLEXITY);
  const packet = new Uint8Array(LARGEST);
  return {
    encode(samples) {
      const bytes = encode(encoder, samples, samples.length / channels, packet, LARGEST) as number;
      if (bytes < 0) {
        throw new Error(`libopus encoded nothing, code ${bytes}`);
      }
      return packet.slice(0, bytes);
    },
    [Symbol.dispose]: () => void destroy(encoder),
  };
}

/** @throws Error where libopus is missing, or refuses these numbers. */
export function openOpusDecoder({ rate, channels }: { rate: number; channels: 1 | 2 }): OpusDecoder {
  const library = koffi.load("libopus.so.0");
  const create = library.func("opus_decoder_create", "uintptr_t", ["int", "int", "void *"]);
  const decode = library.func("opus_decode", "int", ["uintptr_t", "void *", "int", "void *", "int", "int"]);
  const destroy = library.func("opus_decoder_destroy", "void", ["uintptr_t"]);
  const error = Buffer.alloc(4);
  const decoder = create(rate, channels, error) as Address;
  if (decoder === 0) {
    throw new Error(`libopus made no decoder, code ${error.readInt32LE()}`);
  }
  const samples = new Int16Array(LONGEST * channels);
  return {
    decode(packet) {
      const count = decode(decoder, packet, packet.length, samples, LONGEST, 0) as number;
      if (count < 0) {
        throw new Error(`libopus decoded nothing, code ${count}`);
      }
      return samples.subarray(0, count * channels);
    },
    [Symbol.dispose]: () => void destroy(decoder),
  };
}

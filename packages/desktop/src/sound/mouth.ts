import { JitterBuffer, SOUND_FORMAT, SOUND_RATE } from "@porthole/protocol";
import { type OpusDecoder, openOpusDecoder } from "../native/opus-library.ts";

/** Samples PulseAudio asks for at once, about: half of what it keeps ready. */
const BLOCK = 960;

/** A page's microphone on its way to the applications: evens out what the network did to it. */
export class Mouth implements Disposable {
  readonly #buffer = new JitterBuffer(1, BLOCK);
  #decoder: OpusDecoder | undefined;

  /** Takes a `voice` message. @throws Error where it says Opus and is none */
  speak(format: number, data: Uint8Array, last: boolean): void {
    const samples = format === SOUND_FORMAT.opus ? this.#decode(data) : samplesOf(data);
    this.#buffer.push([Float32Array.from(samples, sample => sample / 32_768)], last);
  }

  /** So many bytes of 16-bit samples, of silence where nobody speaks. */
  pull(bytes: number): Uint8Array {
    const plane = new Float32Array(bytes >> 1);
    this.#buffer.pull([plane]);
    const samples = Int16Array.from(plane, sample =>
      Math.max(-32_768, Math.min(32_767, Math.round(sample * 32_768))),
    );
    return new Uint8Array(samples.buffer);
  }

  [Symbol.dispose](): void {
    this.#decoder?.[Symbol.dispose]();
  }

  #decode(packet: Uint8Array): Int16Array {
    this.#decoder ??= openOpusDecoder({ rate: SOUND_RATE, channels: 1 });
    return this.#decoder.decode(packet);
  }
}

function samplesOf(data: Uint8Array): Int16Array {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return Int16Array.from({ length: data.byteLength >> 1 }, (_, i) => view.getInt16(i * 2, true));
}

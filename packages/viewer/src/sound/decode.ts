import { SOUND_FORMAT, SOUND_FRAME, SOUND_RATE } from "@porthole/protocol";
import type { SoundPart } from "./part.ts";

/** Microseconds of a packet. */
const LENGTH = (SOUND_FRAME / SOUND_RATE) * 1_000_000;

const OPUS = { codec: "opus", sampleRate: SOUND_RATE, numberOfChannels: 2 } as const;

/** Turns `sound` messages into parts to play. */
export type SoundDecoder = {
  push(format: number, data: Uint8Array, last: boolean): void;
  close(): void;
};

/** The format this browser can take: Opus where it decodes it, which is in secure contexts alone; samples as they are otherwise. */
export async function soundFormat(): Promise<number> {
  if (typeof AudioDecoder === "undefined") {
    return SOUND_FORMAT.pcm;
  }
  const { supported } = await AudioDecoder.isConfigSupported(OPUS).catch(() => ({ supported: false }));
  return supported ? SOUND_FORMAT.opus : SOUND_FORMAT.pcm;
}

/** Makes a decoder; each part goes to `onPart`. */
export function openSoundDecoder(onPart: (part: SoundPart) => void): SoundDecoder {
  let decoder: AudioDecoder | undefined;
  /** Microseconds of the next packet, and of those that end what is heard and are not decoded yet. */
  let time = 0;
  const ends: number[] = [];

  function open(): AudioDecoder {
    const mine = new AudioDecoder({
      output(data) {
        const planes = [0, 1].map(channel => {
          const plane = new Float32Array(data.numberOfFrames);
          const planeIndex = Math.min(channel, data.numberOfChannels - 1);
          data.copyTo(plane, { planeIndex, format: "f32-planar" });
          return plane;
        });
        const last = data.timestamp >= (ends[0] ?? Number.POSITIVE_INFINITY) - LENGTH / 2;
        if (last) {
          ends.shift();
        }
        onPart({ planes, last });
        data.close();
      },
      error() {
        // The next packet opens another one.
        decoder = undefined;
      },
    });
    mine.configure(OPUS);
    return mine;
  }

  return {
    push(format, data, last) {
      if (format === SOUND_FORMAT.pcm) {
        onPart({ planes: planesOf(data), last });
        return;
      }
      decoder ??= open();
      // None is left out here: what follows is made of it. What comes too late is left out by what plays.
      if (last) {
        ends.push(time);
      }
      decoder.decode(new EncodedAudioChunk({ type: "key", timestamp: time, duration: LENGTH, data }));
      time += LENGTH;
    },
    close() {
      decoder?.close();
      decoder = undefined;
    },
  };
}

/** Both channels of 16-bit samples that stand left and right in turns. */
function planesOf(data: Uint8Array): Float32Array<ArrayBuffer>[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const count = data.byteLength >> 2;
  return [0, 2].map(offset =>
    Float32Array.from({ length: count }, (_, i) => view.getInt16(i * 4 + offset, true) / 32_768),
  );
}

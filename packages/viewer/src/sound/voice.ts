import { type PageMessage, SOUND_FORMAT, SOUND_RATE, VOICE_FRAME } from "@porthole/protocol";

/** Bits a second of a voice. */
const BITRATE = 40_000;
/** Microseconds of a frame. */
const LENGTH = (VOICE_FRAME / SOUND_RATE) * 1_000_000;
const OPUS = { codec: "opus", sampleRate: SOUND_RATE, numberOfChannels: 1, bitrate: BITRATE } as const;

/** The worker's part of the microphone: encodes what comes from it and sends it; of silence, nothing. */
export type Voice = {
  /** What the microphone hears comes through this port, {@link VOICE_FRAME} samples at a time. */
  speak(port: MessagePort): void;
};

/** Makes the worker's part. */
export function openVoice(send: (message: PageMessage) => void): Voice {
  let encoder: AudioEncoder | undefined;
  let opus: boolean | undefined;
  let silent = true;
  let time = 0;

  function open(): AudioEncoder {
    const mine = new AudioEncoder({
      output(chunk) {
        const data = new Uint8Array(chunk.byteLength);
        chunk.copyTo(data);
        send({ kind: "voice", format: SOUND_FORMAT.opus, last: false, data });
      },
      error() {
        // From here on samples are sent as they are.
        encoder = undefined;
        opus = false;
      },
    });
    mine.configure(OPUS);
    return mine;
  }

  async function probe(): Promise<boolean> {
    if (typeof AudioEncoder === "undefined") {
      return false;
    }
    const { supported } = await AudioEncoder.isConfigSupported(OPUS).catch(() => ({ supported: false }));
    return supported === true;
  }

  function onSamples(samples: Float32Array<ArrayBuffer>): void {
    const isSilent = samples.every(sample => sample === 0);
    if (isSilent && silent) {
      return;
    }
    silent = isSilent;
    if (opus && !isSilent) {
      encoder ??= open();
      const data = new AudioData({
        format: "f32",
        sampleRate: SOUND_RATE,
        numberOfFrames: samples.length,
        numberOfChannels: 1,
        timestamp: time,
        data: samples,
      });
      time += LENGTH;
      encoder.encode(data);
      data.close();
    } else {
      send({ kind: "voice", format: SOUND_FORMAT.pcm, last: isSilent, data: bytesOf(samples) });
    }
  }

  return {
    speak(port) {
      port.onmessage = async ({ data }: MessageEvent<Float32Array<ArrayBuffer>>) => {
        opus ??= await probe();
        onSamples(data);
      };
    },
  };
}

/** 16-bit samples, little-endian. */
function bytesOf(samples: Float32Array): Uint8Array<ArrayBuffer> {
  const view = new DataView(new ArrayBuffer(samples.length * 2));
  samples.forEach((sample, i) => {
    view.setInt16(i * 2, Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), true);
  });
  return new Uint8Array(view.buffer);
}

import { CODEC_BIT } from "@porthole/protocol";
import type { DecoderKind } from "./decoder.ts";

/** Level 5.1, so that a decoder limited to small pictures does not count; H.264 as High and as High 4:4:4 Predictive. */
const PROBED: Readonly<Record<string, number>> = {
  "avc1.640033": CODEC_BIT.h264,
  "avc1.F40033": CODEC_BIT.h264yuv444,
};

/** H.264 by WebCodecs; in secure contexts only (W3C WebCodecs, `[SecureContext]`). */
export const webCodecs: DecoderKind = {
  name: "WebCodecs",
  async probe() {
    if (typeof VideoDecoder === "undefined") {
      return 0;
    }
    const bits = await Promise.all(
      Object.entries(PROBED).map(async ([codec, bit]) => ((await decodes(codec)) ? bit : 0)),
    );
    return bits.reduce((sum, bit) => sum | bit, 0);
  },
  open(config, { onPicture, onError }) {
    const started = new Map<number, { frame: number; at: number }>();
    // Timestamps only tie outputs to inputs, so a counter does; frame numbers may start again.
    let timestamp = 0;
    const decoder = new VideoDecoder({
      output(image) {
        const entry = started.get(image.timestamp);
        if (!entry) {
          image.close();
          return;
        }
        // Outputs are in order: what was pushed before and has not come out will not come any more.
        for (const key of started.keys()) {
          if (key <= image.timestamp) {
            started.delete(key);
          }
        }
        const picture = {
          width: image.displayWidth,
          height: image.displayHeight,
          pieces: [{ x: 0, y: 0, image }],
        };
        onPicture(picture, entry.frame, performance.now() - entry.at);
      },
      error: onError,
    });
    decoder.configure({
      codec: config.codec,
      codedWidth: config.width,
      codedHeight: config.height,
      optimizeForLatency: true,
      hardwareAcceleration: config.acceleration,
    });
    return {
      push({ frame, key, data }) {
        timestamp += 1;
        started.set(timestamp, { frame, at: performance.now() });
        // No `description`: the stream is Annex B, with its parameter sets in the key frames.
        decoder.decode(new EncodedVideoChunk({ type: key ? "key" : "delta", timestamp, data }));
      },
      queued: () => started.size,
      close() {
        if (decoder.state !== "closed") {
          decoder.close();
        }
      },
    };
  },
};

async function decodes(codec: string): Promise<boolean> {
  try {
    const { supported } = await VideoDecoder.isConfigSupported({ codec, optimizeForLatency: true });
    return supported === true;
  } catch {
    return false;
  }
}

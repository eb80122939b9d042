import { availableParallelism } from "node:os";
import { join } from "node:path";
import { loadJpegLibrary } from "../native/jpeg-library.ts";
import { loadX264 } from "../native/x264-library.ts";
import { loadToI420 } from "../native/yuv-library.ts";
import type { EncoderKind } from "./encoder.ts";
import { JpegEncoder } from "./jpeg-encoder.ts";
import { X264Encoder } from "./x264-encoder.ts";

/** Every encoder, best first. A further one is a file and a line here. `native` is the folder where `native/build.sh` left its files. */
export function encoderKinds(native: string): EncoderKind[] {
  return [x264Kind(native), jpegKind()];
}

function x264Kind(native: string): EncoderKind {
  const load = once(() => ({ x264: loadX264(join(native, "x264-abi.json")), toI420: loadToI420(native) }));
  const threads = Math.min(4, availableParallelism());
  return {
    name: "x264",
    stream: "h264",
    probe: () => failureOf(load),
    open(width, height) {
      const { x264, toI420 } = load();
      return new X264Encoder(x264, toI420, width, height, { crf: 23, keyQp: 21, settledQp: 12, threads });
    },
  };
}

function jpegKind(): EncoderKind {
  const load = once(loadJpegLibrary);
  return {
    name: "turbojpeg",
    stream: "jpeg",
    probe: () => failureOf(load),
    open: (width, height) => new JpegEncoder(load(), width, height, { quality: 75, settledQuality: 93 }),
  };
}

function once<T>(make: () => T): () => T {
  let value: { it: T } | undefined;
  return () => {
    value ??= { it: make() };
    return value.it;
  };
}

function failureOf(load: () => unknown): string | undefined {
  try {
    load();
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

import { availableParallelism } from "node:os";
import { join } from "node:path";
import { loadJpegLibrary } from "../native/jpeg-library.ts";
import { loadX264, type X264Library } from "../native/x264-library.ts";
import { loadToPlanes, type Sampling, type ToPlanes } from "../native/yuv-library.ts";
import type { EncoderKind, StreamName } from "./encoder.ts";
import { JpegEncoder } from "./jpeg-encoder.ts";
import { X264Encoder } from "./x264-encoder.ts";

/** Every encoder, best first. A further one is a file and a line here. `native` is the folder where `native/build.sh` left its files. */
export function encoderKinds(native: string): EncoderKind[] {
  const x264 = once(() => loadX264(join(native, "x264-abi.json")));
  const planes = once(() => loadToPlanes(native));
  return [x264Kind("h264", "420", x264, planes), x264Kind("h264yuv444", "444", x264, planes), jpegKind()];
}

function x264Kind(
  stream: StreamName,
  sampling: Sampling,
  x264: () => X264Library,
  planes: () => Record<Sampling, ToPlanes>,
): EncoderKind {
  const threads = Math.min(4, availableParallelism());
  const settings = { sampling, keyQp: 21, settledQp: 8, threads };
  return {
    name: sampling === "444" ? "x264, 4:4:4" : "x264",
    stream,
    probe: () => failureOf(() => [x264(), planes()]),
    open: (width, height) => new X264Encoder(x264(), planes()[sampling], width, height, settings),
  };
}

function jpegKind(): EncoderKind {
  const load = once(loadJpegLibrary);
  return {
    name: "turbojpeg",
    stream: "jpeg",
    probe: () => failureOf(load),
    open: (width, height) => new JpegEncoder(load(), width, height, { settledQuality: 93 }),
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

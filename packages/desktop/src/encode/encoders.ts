import { availableParallelism } from "node:os";
import { join } from "node:path";
import { loadAv } from "../native/av-library.ts";
import { loadJpegLibrary } from "../native/jpeg-library.ts";
import { loadPlanes, type PlanesLibrary, type Sampling } from "../native/planes-library.ts";
import { loadX264, type X264Library } from "../native/x264-library.ts";
import { AvEncoder, type AvKind } from "./av-encoder.ts";
import { type Found, findNvidia, findRenderNode } from "./devices.ts";
import type { EncoderKind, StreamName } from "./encoder.ts";
import { JpegEncoder } from "./jpeg-encoder.ts";
import { libavcodec } from "./libavcodec.ts";
import type { H264Encoder } from "./names.ts";
import { nvenc } from "./nvenc.ts";
import { tryEncoder } from "./trial.ts";
import { vaapi } from "./vaapi.ts";
import { X264Encoder } from "./x264-encoder.ts";

/** Those that go through libavcodec. */
export const AV_KINDS = { nvenc, vaapi, libavcodec } as const satisfies Partial<Record<H264Encoder, AvKind>>;

/** What the settings say of encoders. */
export type EncoderChoice = {
  /** Encoders of H.264 that may be used, the best first. */
  ranked: readonly H264Encoder[];
  /** Path of the render node of VA-API; "auto" for the first, "none" for none. */
  renderNode: string;
  /** Whether NVENC may be looked for. */
  nvidia: boolean;
};

/** Where the parts lie: `native` is the folder where `native/build.sh` left its files, `trial` the program that answers trials. */
export type EncoderFiles = { native: string; trial: string };

/** Every encoder, best first. A further one is a file and a line here. */
export function encoderKinds(files: EncoderFiles, choice: EncoderChoice): EncoderKind[] {
  const x264 = once(() => loadX264(join(files.native, "x264-abi.json")));
  const planes = once(() => loadPlanes(files.native));
  const h264: Record<H264Encoder, () => EncoderKind> = {
    nvenc: () => avKind("NVENC", "nvenc", () => findNvidia(choice.nvidia), files, planes),
    vaapi: () => avKind("VA-API", "vaapi", () => findRenderNode(choice.renderNode), files, planes),
    x264: () => x264Kind("h264", "420", x264, planes),
    libavcodec: () => avKind("x264 by libavcodec", "libavcodec", () => ({ path: "" }), files, planes),
  };
  return [
    ...choice.ranked.map(name => h264[name]()),
    x264Kind("h264yuv444", "444", x264, planes),
    jpegKind(),
  ];
}

function avKind(
  title: string,
  name: keyof typeof AV_KINDS,
  find: () => Found,
  { native, trial }: EncoderFiles,
  planes: () => PlanesLibrary,
): EncoderKind {
  const library = once(() => loadAv(native));
  let device = "";
  return {
    name: title,
    stream: "h264",
    probe() {
      const found = find();
      if ("why" in found) {
        return found.why;
      }
      device = found.path;
      return failureOf(() => [library(), planes()]) ?? tryEncoder(trial, { kind: name, device, native });
    },
    open: (width, height) => new AvEncoder(library(), planes(), AV_KINDS[name], device, width, height),
  };
}

function x264Kind(
  stream: StreamName,
  sampling: Sampling,
  x264: () => X264Library,
  planes: () => PlanesLibrary,
): EncoderKind {
  const threads = Math.min(4, availableParallelism());
  const settings = { sampling, keyQp: 21, settledQp: 8, threads };
  return {
    name: sampling === "444" ? "x264, 4:4:4" : "x264",
    stream,
    probe: () => failureOf(() => [x264(), planes()]),
    open: (width, height) => new X264Encoder(x264(), planes(), width, height, settings),
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

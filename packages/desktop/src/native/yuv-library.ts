import { join } from "node:path";
import koffi from "koffi";
import type { Address } from "./memory.ts";

/** How much colour there is: one sample for four pixels, or one for each. */
export type Sampling = "420" | "444";

/** Three planes; strides in bytes, one for both chroma planes. */
export type Planes = { y: Address; u: Address; v: Address; yStride: number; chromaStride: number };

/** Converts BGRX at `source` to planes, BT.601 limited range. Strides in bytes; width and height are even for 4:2:0. */
export type ToPlanes = (source: Address, stride: number, to: Planes, width: number, height: number) => void;

/**
 * Luma by libyuv, whose ARGB is a little-endian word: B, G, R, X in memory, as X servers give. Chroma by
 * `native/chroma.c`, since libyuv's is rounded down on x86. Not full range, whose steps are finer: Firefox takes it for
 * limited range where it draws a frame on a canvas. `folder` is where `native/build.sh` left its files.
 *
 * @throws Error where either is missing.
 */
export function loadToPlanes(folder: string): Record<Sampling, ToPlanes> {
  const luma = koffi
    .load("libyuv.so.0")
    .func("ARGBToI400", "int", ["uintptr_t", "int", "uintptr_t", "int", "int", "int"]);
  const library = koffi.load(join(folder, "chroma.so"));
  const converter = (name: string): ToPlanes => {
    const chroma = library.func(name, "void", [
      "uintptr_t",
      "intptr_t",
      "uintptr_t",
      "uintptr_t",
      "intptr_t",
      "int",
      "int",
    ]);
    return (source, stride, { y, u, v, yStride, chromaStride }, width, height) => {
      luma(source, stride, y, yStride, width, height);
      chroma(source, stride, u, v, chromaStride, width, height);
    };
  };
  return { "420": converter("porthole_chroma"), "444": converter("porthole_chroma444") };
}

import { join } from "node:path";
import koffi from "koffi";
import type { Address } from "./memory.ts";

/** Three planes; strides in bytes, one for both chroma planes. */
export type I420 = { y: Address; u: Address; v: Address; yStride: number; chromaStride: number };

/** Converts BGRX at `source`, of even width and height, to I420, BT.601 limited range. Strides in bytes. */
export type ToI420 = (source: Address, stride: number, to: I420, width: number, height: number) => void;

/**
 * Luma by libyuv, whose ARGB is a little-endian word: B, G, R, X in memory, as X servers give. Chroma by
 * `native/chroma.c`, since libyuv's is rounded down on x86. Not full range, whose steps are finer: Firefox takes it for
 * limited range where it draws a frame on a canvas. `folder` is where `native/build.sh` left its files.
 *
 * @throws Error where either is missing.
 */
export function loadToI420(folder: string): ToI420 {
  const luma = koffi
    .load("libyuv.so.0")
    .func("ARGBToI400", "int", ["uintptr_t", "int", "uintptr_t", "int", "int", "int"]);
  const chroma = koffi
    .load(join(folder, "chroma.so"))
    .func("porthole_chroma", "void", [
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
}

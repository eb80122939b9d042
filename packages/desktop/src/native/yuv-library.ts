import koffi from "koffi";
import type { Address } from "./memory.ts";

/** Converts `height` rows of BGRX at `source` to I420, BT.601 limited range. Strides in bytes. */
export type ToI420 = (
  source: Address,
  sourceStride: number,
  y: Address,
  yStride: number,
  u: Address,
  uStride: number,
  v: Address,
  vStride: number,
  width: number,
  height: number,
) => number;

/** libyuv's `ARGBToI420`: its ARGB is a little-endian word, so B, G, R, X in memory, as X servers give. @throws Error where libyuv is missing. */
export function loadToI420(): ToI420 {
  const types = [
    "uintptr_t",
    "int",
    "uintptr_t",
    "int",
    "uintptr_t",
    "int",
    "uintptr_t",
    "int",
    "int",
    "int",
  ];
  return koffi.load("libyuv.so.0").func("ARGBToI420", "int", types) as ToI420;
}

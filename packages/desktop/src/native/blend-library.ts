import koffi from "koffi";
import type { Address } from "./memory.ts";

/** Lays premultiplied BGRA over BGRX, in place. Strides in bytes. */
export type Blend = (
  source: Address,
  sourceStride: number,
  target: Address,
  targetStride: number,
  width: number,
  height: number,
) => void;

/** @throws Error where libyuv is missing. */
export function loadBlend(): Blend {
  const blend = koffi
    .load("libyuv.so.0")
    .func("ARGBBlend", "int", ["uintptr_t", "int", "uintptr_t", "int", "uintptr_t", "int", "int", "int"]);
  return (source, sourceStride, target, targetStride, width, height) => {
    blend(source, sourceStride, target, targetStride, target, targetStride, width, height);
  };
}

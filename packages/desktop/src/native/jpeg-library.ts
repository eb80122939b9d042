import koffi from "koffi";
import type { Address } from "./memory.ts";

/** `TJPF_BGRX` of turbojpeg.h. */
export const PIXELS_BGRX = 3;
/** `TJSAMP_444` and `TJSAMP_420` of turbojpeg.h. */
export const SUBSAMPLING = { full: 0, half: 2 } as const;
/** `TJFLAG_NOREALLOC`: the output buffer is ours and large enough. */
export const FLAG_OWN_BUFFER = 1024;
/** `TJFLAG_FASTDCT` of turbojpeg.h. */
export const FLAG_FAST_DCT = 2048;

/** The functions of libturbojpeg that are used (API 2, present in 2.x and 3.x). */
export type JpegLibrary = {
  open(): Address;
  close(handle: Address): number;
  /** Bytes the largest JPEG of this size can take. */
  largest(width: number, height: number, subsampling: number): number;
  compress(
    handle: Address,
    source: Address,
    width: number,
    pitch: number,
    height: number,
    pixels: number,
    buffer: [Address],
    size: [number],
    subsampling: number,
    quality: number,
    flags: number,
  ): number;
};

/** @throws Error where libturbojpeg is missing. */
export function loadJpegLibrary(): JpegLibrary {
  const library = koffi.load("libturbojpeg.so.0");
  return {
    open: library.func("tjInitCompress", "uintptr_t", []),
    close: library.func("tjDestroy", "int", ["uintptr_t"]),
    largest: library.func("tjBufSize", "ulong", ["int", "int", "int"]),
    compress: library.func("tjCompress2", "int", [
      "uintptr_t",
      "uintptr_t",
      "int",
      "int",
      "int",
      "int",
      koffi.inout(koffi.pointer("uintptr_t")),
      koffi.inout(koffi.pointer("ulong")),
      "int",
      "int",
      "int",
    ]),
  };
}

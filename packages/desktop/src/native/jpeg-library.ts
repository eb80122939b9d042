import koffi from "koffi";
import { type Address, addressOf } from "./memory.ts";

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

/** Takes JPEG pictures apart. */
export type JpegDecoder = Disposable & {
  /**
   * Planes Y, U and V of a picture of this even size, one after the other; they are overwritten by the next call.
   * @throws Error where it is no JPEG, or one of another size or with colour in another size than half each way
   */
  decode(jpeg: Uint8Array<ArrayBuffer>): Uint8Array<ArrayBuffer>;
};

/** @throws Error where libturbojpeg is missing. */
export function openJpegDecoder(width: number, height: number): JpegDecoder {
  const library = koffi.load("libturbojpeg.so.0");
  const open = library.func("tjInitDecompress", "uintptr_t", []);
  const close = library.func("tjDestroy", "int", ["uintptr_t"]);
  const out = koffi.out(koffi.pointer("int"));
  const header = ["uintptr_t", "uintptr_t", "ulong", out, out, out, out];
  const look = library.func("tjDecompressHeader3", "int", header);
  const planes = ["uintptr_t", "uintptr_t", "ulong", "uintptr_t", "int", "int", "int", "int"];
  const decompress = library.func("tjDecompressToYUV2", "int", planes);
  const handle = open() as Address;
  const picture = new Uint8Array((width * height * 3) / 2);
  return {
    decode(jpeg) {
      const [found, high, half] = [[0], [0], [0]];
      if (look(handle, addressOf(jpeg), jpeg.length, found, high, half, [0]) !== 0) {
        throw new Error("this is no JPEG");
      }
      if (found[0] !== width || high[0] !== height || half[0] !== SUBSAMPLING.half) {
        throw new Error(
          `a JPEG of ${found[0]}x${high[0]}, subsampling ${half[0]}; wanted ${width}x${height} in 4:2:0`,
        );
      }
      // Rows without padding. What is damaged but has a picture is a picture.
      decompress(handle, addressOf(jpeg), jpeg.length, addressOf(picture), width, 1, height, FLAG_FAST_DCT);
      return picture;
    },
    [Symbol.dispose]: () => void close(handle),
  };
}

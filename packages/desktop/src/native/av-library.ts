import { join } from "node:path";
import koffi from "koffi";
import { type Address, copyFrom } from "./memory.ts";
import type { Plane } from "./planes-library.ts";

/** Bytes of a reason in words. */
const REASON = 1024;

/** What an encoder is opened with. */
export type AvOptions = {
  /** libavcodec's name of the encoder, such as "h264_vaapi". */
  codec: string;
  /** libavutil's name of how the encoder takes pictures: "nv12", or a device's, "vaapi". */
  format: string;
  /** Path of the device; "" where there is none. */
  device: string;
  /** Options of the encoder by libavcodec's names. */
  options: Readonly<Record<string, string>>;
  width: number;
  height: number;
  /** Frames a second the encoder reckons with. */
  rate: number;
};

/** An open encoder. Each throws an Error in libavcodec's own words where it fails. */
export type AvCodec = Disposable & {
  /** Most bits a second, and in the buffer the encoder reckons with; where it cannot change them while it runs, nothing happens. */
  tune(rate: number, buffer: number): void;
  /** `planes` of 4:2:0, with the same stride. */
  encode(planes: readonly Plane[], key: boolean): { key: boolean; data: Uint8Array<ArrayBuffer> };
};

/** libavcodec, by way of `native/av.c`. */
export type AvLibrary = {
  /** @throws Error where the encoder, its device or an option is refused. */
  open(options: AvOptions): AvCodec;
};

/** `folder` is where `native/build.sh` left its files. @throws Error where libavcodec is not installed, or another version. */
export function loadAv(folder: string): AvLibrary {
  // What it calls of libavcodec is bound when it is called, after `load` has found the library.
  const library = koffi.load(join(folder, "av.so"), { lazy: true });
  const load = library.func("porthole_av_load", "str", []) as () => string | null;
  const failure = load();
  if (failure !== null) {
    throw new Error(`${failure}; it comes with Debian's package libavcodec61`);
  }
  // biome-ignore format: one parameter a word
  const open = library.func("porthole_av_open", "uintptr_t", ["str", "str", "str", "str", "int", "int", "int", "void *", "size_t"]);
  const tune = library.func("porthole_av_tune", "void", ["uintptr_t", "int64", "int"]);
  const close = library.func("porthole_av_close", "void", ["uintptr_t"]);
  const keyType = koffi.inout(koffi.pointer("int"));
  const dataType = koffi.inout(koffi.pointer("uintptr_t"));
  // biome-ignore format: one parameter a word
  const encode = library.func("porthole_av_encode", "int", ["uintptr_t", "uintptr_t", "uintptr_t", "int", keyType, dataType, "void *", "size_t"]);
  const why = new Uint8Array(REASON);
  return {
    open({ codec, format, device, options, width, height, rate }) {
      const text = Object.entries(options)
        .map(([name, value]) => `${name}=${value}`)
        .join(":");
      const encoder = open(codec, format, device, text, width, height, rate, why, REASON) as Address;
      if (encoder === 0) {
        throw new Error(textOf(why));
      }
      let isOpen = true;
      return {
        tune: (bits, buffer) => void tune(encoder, bits, buffer),
        encode([y, uv], wanted) {
          const key: [number] = [wanted ? 1 : 0];
          const data: [Address] = [0];
          const bytes = encode(encoder, y?.address, uv?.address, y?.stride, key, data, why, REASON) as number;
          if (bytes < 0) {
            throw new Error(`${codec}: ${textOf(why)}`);
          }
          return { key: key[0] !== 0, data: copyFrom(data[0], bytes) };
        },
        [Symbol.dispose]() {
          if (isOpen) {
            isOpen = false;
            close(encoder);
          }
        },
      };
    },
  };
}

function textOf(bytes: Uint8Array): string {
  return Buffer.from(bytes.subarray(0, Math.max(0, bytes.indexOf(0)))).toString("utf8");
}

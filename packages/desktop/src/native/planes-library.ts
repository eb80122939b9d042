import { join } from "node:path";
import koffi from "koffi";
import type { Address } from "./memory.ts";

/** How much colour there is: one sample for four pixels, or one for each. */
export type Sampling = "420" | "444";

/** A plane in memory: where it begins, and bytes a row. */
export type Plane = { address: Address; stride: number };

/** Writes and copies the planes that codecs take: Y, then for 4:2:0 U and V by turns in one, for 4:4:4 each in its own. */
export type PlanesLibrary = {
  /** Converts BGRX at `source`, BT.601 limited range. `stride` in bytes; width and height are even for 4:2:0. */
  convert: Record<
    Sampling,
    (source: Address, stride: number, to: readonly Plane[], width: number, height: number) => void
  >;
  /** Copies `height` rows of `width` bytes. */
  copy(from: Plane, to: Plane, width: number, height: number): void;
  /**
   * Repeats what is at the edges of `width` bytes by `height` rows, in samples of `sample` bytes: `right` bytes on, `below` rows on.
   */
  extend(part: Plane, width: number, height: number, right: number, below: number, sample: number): void;
};

/**
 * Loads what `native/planes.c` became in the folder where `native/build.sh` left its files. Not full range, whose steps
 * are finer: Firefox takes it for limited range where it draws a frame on a canvas.
 *
 * @throws Error where it is missing.
 */
export function loadPlanes(folder: string): PlanesLibrary {
  const library = koffi.load(join(folder, "planes.so"));
  const from = ["uintptr_t", "intptr_t"];
  const size = ["int", "int"];
  const nv12 = library.func("porthole_nv12", "void", [...from, ...from, ...from, ...size]);
  const yuv444 = library.func("porthole_yuv444", "void", [...from, ...from, "uintptr_t", ...from, ...size]);
  const copy = library.func("porthole_copy", "void", [...from, ...from, ...size]);
  const extend = library.func("porthole_extend", "void", [...from, ...size, ...size, "int"]);
  return {
    convert: {
      "420": (source, stride, [y, uv], width, height) =>
        nv12(source, stride, y?.address, y?.stride, uv?.address, uv?.stride, width, height),
      "444": (source, stride, [y, u, v], width, height) =>
        yuv444(source, stride, y?.address, y?.stride, u?.address, v?.address, v?.stride, width, height),
    },
    copy(source, to, width, height) {
      copy(source.address, source.stride, to.address, to.stride, width, height);
    },
    extend({ address, stride }, width, height, right, below, sample) {
      extend(address, stride, width, height, right, below, sample);
    },
  };
}

import { bandsOf, type Rect } from "../capture/region.ts";
import { NativeMemory } from "../native/memory.ts";
import type { Plane, PlanesLibrary, Sampling } from "../native/planes-library.ts";
import type { Picture } from "./encoder.ts";

/** Begin of each row, in bytes, on one of these. */
const ALIGNED = 64;
/** Width and height of a macroblock. */
export const BLOCK = 16;

/**
 * The picture in the planes of {@link PlanesLibrary}, kept up to date by what changed. Beyond its right and lower edge they go on to
 * whole macroblocks, with what is at the edge.
 */
export class PlanarPicture implements Disposable {
  readonly width: number;
  readonly height: number;
  /** Width and height of whole macroblocks. */
  readonly coded: { width: number; height: number };
  readonly planes: readonly Plane[];
  readonly #library: PlanesLibrary;
  readonly #sampling: Sampling;
  readonly #memory: NativeMemory;

  /** @throws Error where there is no memory. */
  constructor(library: PlanesLibrary, sampling: Sampling, width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#library = library;
    this.#sampling = sampling;
    const stride = Math.ceil(width / ALIGNED) * ALIGNED;
    this.coded = { width: Math.ceil(width / BLOCK) * BLOCK, height: Math.ceil(height / BLOCK) * BLOCK };
    const rows = Array.from(
      { length: sampling === "420" ? 2 : 3 },
      (_, index) => this.coded.height / this.#rowsToOne(index),
    );
    this.#memory = new NativeMemory(stride * rows.reduce((sum, count) => sum + count));
    let { address } = this.#memory;
    this.planes = rows.map(count => {
      const plane = { address, stride };
      address += stride * count;
      return plane;
    });
  }

  /** Brings the bands around `damage` up to date. */
  update(picture: Picture, damage: readonly Rect[]): void {
    for (const band of bandsOf(damage, this.width, this.height)) {
      const source = picture.address + band.y * picture.stride + band.x * 4;
      const to = this.planes.map((plane, index) => this.#at(plane, index, band));
      this.#library.convert[this.#sampling](source, picture.stride, to, band.width, band.height);
      this.#extend(band, to);
    }
  }

  /** Takes the pixels in `rect`, which may reach beyond the picture, from planes of the same kind. Its sides are even. */
  restore(planes: readonly Plane[], rect: Rect): void {
    for (const [index, plane] of this.planes.entries()) {
      const from = planes[index];
      if (from) {
        const [source, target] = [this.#at(from, index, rect), this.#at(plane, index, rect)];
        this.#library.copy(source, target, rect.width, rect.height / this.#rowsToOne(index));
      }
    }
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }

  #extend({ x, y, width, height }: Rect, parts: readonly Plane[]): void {
    const right = x + width === this.width ? this.coded.width - this.width : 0;
    const below = y + height === this.height ? this.coded.height - this.height : 0;
    if (right > 0 || below > 0) {
      for (const [index, part] of parts.entries()) {
        const toOne = this.#rowsToOne(index);
        this.#library.extend(part, width, height / toOne, right, below / toOne, toOne);
      }
    }
  }

  #at({ address, stride }: Plane, index: number, { x, y }: { x: number; y: number }): Plane {
    return { address: address + (y / this.#rowsToOne(index)) * stride + x, stride };
  }

  /** Rows of the picture that one of a plane stands for. */
  #rowsToOne(index: number): number {
    return this.#sampling === "420" && index > 0 ? 2 : 1;
  }
}

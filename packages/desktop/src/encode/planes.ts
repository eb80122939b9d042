import { bandsOf, type Rect } from "../capture/region.ts";
import { type Address, NativeMemory } from "../native/memory.ts";
import type { Planes, Sampling, ToPlanes } from "../native/yuv-library.ts";
import type { Picture } from "./encoder.ts";

/** The picture as codecs take it: three planes, kept up to date by what changed. */
export class PlanarPicture implements Disposable {
  readonly width: number;
  readonly height: number;
  /** Bytes a row, of Y and of U and V. */
  readonly strides: { y: number; chroma: number };
  /** Where Y, U and V lie. */
  readonly addresses: readonly [Address, Address, Address];
  readonly #convert: ToPlanes;
  readonly #memory: NativeMemory;
  /** Pixels a chroma sample stands for, each way. */
  readonly #share: number;

  /** @throws Error where there is no memory. */
  constructor(convert: ToPlanes, sampling: Sampling, width: number, height: number) {
    this.width = width;
    this.height = height;
    this.#convert = convert;
    this.#share = sampling === "420" ? 2 : 1;
    this.strides = { y: align(width, 64), chroma: align(width / this.#share, 64) };
    const luma = this.strides.y * height;
    const chroma = (this.strides.chroma * height) / this.#share;
    this.#memory = new NativeMemory(luma + 2 * chroma);
    const { address } = this.#memory;
    this.addresses = [address, address + luma, address + luma + chroma];
  }

  /** Addresses and strides together. */
  get planes(): Planes {
    const [y, u, v] = this.addresses;
    return { y, u, v, yStride: this.strides.y, chromaStride: this.strides.chroma };
  }

  /** Brings the bands around `damage` up to date. */
  update(picture: Picture, damage: readonly Rect[]): void {
    const [y, u, v] = this.addresses;
    const { y: yStride, chroma: chromaStride } = this.strides;
    for (const band of bandsOf(damage, this.width, this.height)) {
      const source = picture.address + band.y * picture.stride + band.x * 4;
      const luma = band.y * yStride + band.x;
      const colour = (band.y / this.#share) * chromaStride + band.x / this.#share;
      const planes = { y: y + luma, u: u + colour, v: v + colour, yStride, chromaStride };
      this.#convert(source, picture.stride, planes, band.width, band.height);
    }
  }

  [Symbol.dispose](): void {
    this.#memory[Symbol.dispose]();
  }
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

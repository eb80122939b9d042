import type { Rect } from "../capture/region.ts";
import { bandsOf } from "../capture/region.ts";
import { type Address, addressOf, copyFrom, NativeMemory } from "../native/memory.ts";
import type { X264Library } from "../native/x264-library.ts";
import type { ToI420 } from "../native/yuv-library.ts";
import { codecStringOf } from "./annex-b.ts";
import { ChangeMap } from "./change-map.ts";
import type { Encoded, Encoder, Picture } from "./encoder.ts";

/** Settings of one encoder. */
export type X264Settings = {
  /** Constant rate factor while things move, 0 (best) to 51. */
  crf: number;
  /** Quantizer of key frames, 0 (best) to 51. Left to itself x264 takes it from the frames before, settled ones included. */
  keyQp: number;
  /** Quantizer of what has settled, 0 (best) to 51. */
  settledQp: number;
  /** Slices, one thread each. More than 4 show seams in Chromium's decoder. */
  threads: number;
};

/** Width and height of a macroblock. */
const BLOCK = 16;
/** Above this share of changed macroblocks the marks cost more than they save. */
const MARK_BELOW = 0.6;

/** One H.264 stream, 4:2:0, BT.601 limited range, Annex B, key frames on demand only. */
export class X264Encoder implements Encoder {
  readonly width: number;
  readonly height: number;
  readonly codecString: string;
  readonly #library: X264Library;
  readonly #toI420: ToI420;
  readonly #settings: X264Settings;
  readonly #encoder: Address;
  readonly #planes: NativeMemory;
  readonly #picture: Uint8Array<ArrayBuffer>;
  readonly #pictureView: DataView;
  readonly #out: Uint8Array<ArrayBuffer>;
  readonly #flags: Uint8Array<ArrayBuffer>;
  readonly #changes: ChangeMap;
  readonly #strides: { y: number; chroma: number };
  #pts = 0n;
  #disposed: boolean = false;

  /** @throws Error where x264 refuses the settings. */
  constructor(library: X264Library, toI420: ToI420, width: number, height: number, settings: X264Settings) {
    this.width = width;
    this.height = height;
    this.#library = library;
    this.#toI420 = toI420;
    this.#settings = settings;
    this.#changes = new ChangeMap(width, height, BLOCK);
    this.#flags = new Uint8Array(this.#changes.tiles);
    this.#strides = { y: align(width, 64), chroma: align(width / 2, 64) };
    this.#encoder = openEncoder(library, width, height, settings);
    this.#planes = new NativeMemory((this.#strides.y + this.#strides.chroma) * height);
    this.#picture = new Uint8Array(library.abi.picture.size);
    this.#pictureView = new DataView(this.#picture.buffer);
    this.#out = new Uint8Array(library.abi.picture.size);
    this.#preparePicture();
    this.codecString = codecStringOf(this.#headers());
  }

  encode(picture: Picture, damage: readonly Rect[], key: boolean, now: number): Encoded {
    const whole = key ? [{ x: 0, y: 0, width: this.width, height: this.height }] : damage;
    this.#convert(picture, whole);
    let marked = false;
    if (key) {
      this.#changes.touchAll(now);
    } else {
      const touched = this.#changes.touch(damage, now);
      marked = touched < this.#changes.tiles * MARK_BELOW;
    }
    if (marked) {
      this.#changes.markConstant(this.#flags, now, this.#library.abi.constants.mbInfoConstant);
    }
    return this.#run(key, marked, key ? this.#settings.keyQp + 1 : 0);
  }

  unsettledSince(): number | undefined {
    return this.#changes.oldest();
  }

  settle(_picture: Picture, before: number): Encoded | undefined {
    const { mbInfoConstant } = this.#library.abi.constants;
    const due = this.#changes.settle(this.#flags, before, mbInfoConstant);
    return due > 0 ? this.#run(false, true, this.#settings.settledQp + 1) : undefined;
  }

  [Symbol.dispose](): void {
    if (!this.#disposed) {
      this.#disposed = true;
      this.#library.close(this.#encoder);
      this.#planes[Symbol.dispose]();
    }
  }

  #preparePicture(): void {
    const { picture, constants } = this.#library.abi;
    this.#library.initPicture(this.#picture);
    const { y, chroma } = this.#strides;
    const view = this.#pictureView;
    view.setInt32(picture.csp, constants.cspI420, true);
    view.setInt32(picture.planes, 3, true);
    for (const [i, stride] of [y, chroma, chroma].entries()) {
      view.setInt32(picture.stride + 4 * i, stride, true);
    }
    for (const [i, plane] of this.#planeAddresses().entries()) {
      view.setBigUint64(picture.plane + 8 * i, BigInt(plane), true);
    }
  }

  #planeAddresses(): [Address, Address, Address] {
    const luma = this.#strides.y * this.height;
    const chroma = (this.#strides.chroma * this.height) / 2;
    const { address } = this.#planes;
    return [address, address + luma, address + luma + chroma];
  }

  #convert(picture: Picture, damage: readonly Rect[]): void {
    const [y, u, v] = this.#planeAddresses();
    const { y: yStride, chroma: chromaStride } = this.#strides;
    for (const band of bandsOf(damage, this.width, this.height)) {
      const source = picture.address + band.y * picture.stride + band.x * 4;
      const luma = band.y * yStride + band.x;
      const half = (band.y / 2) * chromaStride + band.x / 2;
      const planes = { y: y + luma, u: u + half, v: v + half, yStride, chromaStride };
      this.#toI420(source, picture.stride, planes, band.width, band.height);
    }
  }

  #run(key: boolean, marked: boolean, qpPlus1: number): Encoded {
    const { picture, constants } = this.#library.abi;
    const view = this.#pictureView;
    view.setInt32(picture.type, key ? constants.typeIdr : constants.typeAuto, true);
    view.setInt32(picture.qpPlus1, qpPlus1, true);
    view.setBigInt64(picture.pts, this.#pts++, true);
    view.setBigUint64(picture.mbInfo, marked ? BigInt(addressOf(this.#flags)) : 0n, true);
    const nals: [Address] = [0];
    const count: [number] = [0];
    const bytes = this.#library.encode(this.#encoder, nals, count, this.#picture, this.#out);
    if (bytes <= 0) {
      throw new Error(`x264 gave no frame (${bytes})`);
    }
    return { key, parts: [{ x: 0, y: 0, data: this.#payload(nals[0], bytes) }] };
  }

  /** The payloads of one access unit lie one behind the other (x264.h, `x264_encoder_encode`). */
  #payload(nals: Address, bytes: number): Uint8Array<ArrayBuffer> {
    const first = new DataView(copyFrom(nals + this.#library.abi.nal.payload, 8).buffer);
    return copyFrom(Number(first.getBigUint64(0, true)), bytes);
  }

  #headers(): Uint8Array {
    const nals: [Address] = [0];
    const count: [number] = [0];
    const bytes = this.#library.headers(this.#encoder, nals, count);
    if (bytes <= 0) {
      throw new Error("x264 gave no headers");
    }
    return this.#payload(nals[0], bytes);
  }
}

function openEncoder(library: X264Library, width: number, height: number, settings: X264Settings): Address {
  const { abi } = library;
  const param = new Uint8Array(abi.param.size);
  if (library.defaultPreset(param, "ultrafast", "zerolatency") < 0) {
    throw new Error("x264 knows no preset ultrafast");
  }
  const named: Record<string, string> = {
    fps: "60",
    crf: String(settings.crf),
    threads: String(settings.threads),
    keyint: "infinite",
    scenecut: "0",
    annexb: "1",
    "repeat-headers": "1",
    fullrange: "off",
    colorprim: "bt709",
    transfer: "bt709",
    colormatrix: "smpte170m",
    log: "0",
  };
  for (const [name, value] of Object.entries(named)) {
    const result = library.parse(param, name, value);
    if (result < 0) {
      throw new Error(`x264 refused ${name}=${value} (${result})`);
    }
  }
  const view = new DataView(param.buffer);
  view.setInt32(abi.param.width, width, true);
  view.setInt32(abi.param.height, height, true);
  view.setInt32(abi.param.csp, abi.constants.cspI420, true);
  view.setInt32(abi.param.mbInfo, 1, true);
  const encoder = library.open(param);
  if (encoder === 0) {
    throw new Error(`x264 does not open at ${width}x${height}`);
  }
  return encoder;
}

function align(value: number, to: number): number {
  return Math.ceil(value / to) * to;
}

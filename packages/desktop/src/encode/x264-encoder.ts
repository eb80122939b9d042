import type { Rect } from "../capture/region.ts";
import { type Address, addressOf, copyFrom } from "../native/memory.ts";
import type { X264Library } from "../native/x264-library.ts";
import type { ToPlanes } from "../native/yuv-library.ts";
import { codecStringOf } from "./annex-b.ts";
import { ChangeMap } from "./change-map.ts";
import type { Encoded, Encoder, Picture, Rate } from "./encoder.ts";
import { PlanarPicture } from "./planes.ts";
import { SettleBudget } from "./settle-budget.ts";
import { openX264, type X264, type X264Settings } from "./x264-parameters.ts";

/** Width and height of a macroblock. */
const BLOCK = 16;
/** Above this share of changed macroblocks the marks cost more than they save. */
const MARK_BELOW = 0.6;

/** The coarsest quantizer of H.264. */
const COARSEST = 51;

/** One H.264 stream, BT.601 limited range, Annex B, key frames on demand only. */
export class X264Encoder implements Encoder {
  readonly width: number;
  readonly height: number;
  readonly codecString: string;
  readonly #library: X264Library;
  readonly #settings: X264Settings;
  readonly #x264: X264;
  readonly #planes: PlanarPicture;
  readonly #picture: Uint8Array<ArrayBuffer>;
  readonly #pictureView: DataView;
  readonly #out: Uint8Array<ArrayBuffer>;
  readonly #flags: Uint8Array<ArrayBuffer>;
  /** Quantizer steps each macroblock is given on top of its frame's. */
  readonly #offsets: Float32Array<ArrayBuffer>;
  readonly #offsetBytes: Uint8Array<ArrayBuffer>;
  readonly #changes: ChangeMap;
  readonly #settling = new SettleBudget(200);
  #pts = 0n;
  #disposed: boolean = false;

  /** @throws Error where x264 refuses the settings. */
  constructor(
    library: X264Library,
    convert: ToPlanes,
    width: number,
    height: number,
    settings: X264Settings,
  ) {
    this.width = width;
    this.height = height;
    this.#library = library;
    this.#settings = settings;
    this.#changes = new ChangeMap(width, height, BLOCK);
    this.#flags = new Uint8Array(this.#changes.tiles);
    this.#offsets = new Float32Array(this.#changes.tiles);
    this.#offsetBytes = new Uint8Array(this.#offsets.buffer);
    this.#x264 = openX264(library, width, height, settings);
    this.#planes = new PlanarPicture(convert, settings.sampling, width, height);
    this.#picture = new Uint8Array(library.abi.picture.size);
    this.#pictureView = new DataView(this.#picture.buffer);
    this.#out = new Uint8Array(library.abi.picture.size);
    this.#preparePicture();
    this.codecString = codecStringOf(this.#headers());
  }

  encode(picture: Picture, damage: readonly Rect[], key: boolean, now: number, rate: Rate): Encoded {
    const whole = key ? [{ x: 0, y: 0, width: this.width, height: this.height }] : damage;
    this.#planes.update(picture, whole);
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
    this.#x264.tune(rate.crf, key ? rate.burst : rate.bytes);
    const made = this.#run(key, marked, key ? this.#settings.keyQp + 1 : 0);
    const crf = new DataView(this.#out.buffer).getFloat64(this.#library.abi.picture.crf, true);
    return key ? made : { ...made, coarser: Math.max(0, crf - rate.crf) };
  }

  unsettledSince(): number | undefined {
    return this.#changes.oldest();
  }

  settle(_picture: Picture, before: number, rate: Rate): Encoded | undefined {
    const { mbInfoConstant } = this.#library.abi.constants;
    const most = this.#settling.tiles(rate.burst);
    const due = this.#changes.settle(this.#flags, before, mbInfoConstant, most);
    if (due === 0) {
      return undefined;
    }
    // x264 leaves a constant macroblock alone only where it is as good as the frame asks for: so the frame asks for
    // nothing, and what is sharpened is lifted out of it.
    const lift = this.#settings.settledQp - COARSEST;
    for (let i = 0; i < this.#offsets.length; i++) {
      this.#offsets[i] = this.#flags[i] === 0 ? lift : 0;
    }
    // It is cut to the budget already, so that nothing of it has to be coarse.
    this.#x264.tune(rate.crf, Number.POSITIVE_INFINITY);
    const made = this.#run(false, true, COARSEST + 1, true);
    this.#settling.learn(due, made.parts[0]?.data.length ?? 0);
    return made;
  }

  [Symbol.dispose](): void {
    if (!this.#disposed) {
      this.#disposed = true;
      this.#library.close(this.#x264.encoder);
      this.#planes[Symbol.dispose]();
    }
  }

  #preparePicture(): void {
    const { picture, constants } = this.#library.abi;
    this.#library.initPicture(this.#picture);
    const { y, chroma } = this.#planes.strides;
    const view = this.#pictureView;
    const csp = this.#settings.sampling === "444" ? constants.cspI444 : constants.cspI420;
    view.setInt32(picture.csp, csp, true);
    view.setInt32(picture.planes, 3, true);
    for (const [i, stride] of [y, chroma, chroma].entries()) {
      view.setInt32(picture.stride + 4 * i, stride, true);
    }
    for (const [i, plane] of this.#planes.addresses.entries()) {
      view.setBigUint64(picture.plane + 8 * i, BigInt(plane), true);
    }
  }

  #run(key: boolean, marked: boolean, qpPlus1: number, lifted = false): Encoded {
    const { picture, constants } = this.#library.abi;
    const view = this.#pictureView;
    view.setInt32(picture.type, key ? constants.typeIdr : constants.typeAuto, true);
    view.setInt32(picture.qpPlus1, qpPlus1, true);
    view.setBigInt64(picture.pts, this.#pts++, true);
    view.setBigUint64(picture.mbInfo, marked ? BigInt(addressOf(this.#flags)) : 0n, true);
    view.setBigUint64(picture.offsets, lifted ? BigInt(addressOf(this.#offsetBytes)) : 0n, true);
    const nals: [Address] = [0];
    const count: [number] = [0];
    const bytes = this.#library.encode(this.#x264.encoder, nals, count, this.#picture, this.#out);
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
    const bytes = this.#library.headers(this.#x264.encoder, nals, count);
    if (bytes <= 0) {
      throw new Error("x264 gave no headers");
    }
    return this.#payload(nals[0], bytes);
  }
}

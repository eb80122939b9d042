import { STREAM_SETTINGS } from "@porthole/protocol";
import type { Rect } from "../capture/region.ts";
import { type Address, addressOf, copyFrom } from "../native/memory.ts";
import type { PlanesLibrary } from "../native/planes-library.ts";
import type { X264Library } from "../native/x264-library.ts";
import { codecStringOf } from "./annex-b.ts";
import { ChangeMap, rectsOfFlags } from "./change-map.ts";
import type { Encoded, Encoder, Picture, Rate } from "./encoder.ts";
import { EvenRate } from "./even-rate.ts";
import { MotionSearch } from "./motion-search.ts";
import { BLOCK, PlanarPicture } from "./planes.ts";
import { SettleBudget } from "./settle-budget.ts";
import { openX264, type X264, type X264Control, type X264Settings } from "./x264-parameters.ts";

/** Bytes a second for each macroblock, of what moves without an end at a rate factor of 23: 690 kB of 1080p. */
const BLOCK_RATE = 85;
/** Steps of the rate factor that double or halve that. */
const DOUBLING = 6;
/** Above this share of changed macroblocks the marks cost more than they save. */
const MARK_BELOW = 0.6;

/** A constant quantizer so many steps below a constant rate factor gives about the same quality. */
const QUANTIZER_BELOW_CRF = 5;
/** The coarsest constant rate factor. */
const COARSEST = 51;
/** Below that x264 would be lossless, which is another profile. */
const FINEST = 1;
/** Bytes a frame may take, below which x264 has to keep to a budget: those of an ample frame. */
const AMPLE = 64 * 1024;
/** Bytes that sharpen most of a screen at once; less makes what settles a little coarser, by so many steps for each halving. */
const SETTLED_AT_ONCE = 512 * 1024;
const SETTLED_COARSER = { perHalving: 1.5, most: 8 };
/**
 * Time, in ms, for which nothing has to limit frames before that is relied on, since a guess of the line may be wrong; doubles
 * whenever it was, to the longest.
 */
const RELIED_ON = { first: 2000, longest: 64_000 };

/** One H.264 stream, BT.601 limited range, Annex B, key frames on demand only. */
export class X264Encoder implements Encoder {
  readonly width: number;
  readonly height: number;
  readonly settlesInParts: boolean = true;
  readonly codecString: string;
  readonly #library: X264Library;
  readonly #settings: X264Settings;
  readonly #planes: PlanarPicture;
  readonly #picture: Uint8Array<ArrayBuffer>;
  readonly #pictureView: DataView;
  readonly #out: Uint8Array<ArrayBuffer>;
  readonly #outView: DataView;
  readonly #flags: Uint8Array<ArrayBuffer>;
  readonly #even: EvenRate;
  readonly #changes: ChangeMap;
  readonly #search = new MotionSearch();
  readonly #settling = new SettleBudget(200);
  #x264: X264;
  /** When a frame had a budget last, or the first one came. */
  #limitedAt: number | undefined;
  /** While nothing changed frames would have had a budget: it is looked at again after the next. */
  #isLimited: boolean = false;
  #reliedOn = RELIED_ON.first;
  #pts = 0n;
  #disposed: boolean = false;

  /** @throws Error where x264 refuses the settings. */
  constructor(
    library: X264Library,
    planes: PlanesLibrary,
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
    this.#even = new EvenRate(this.#changes.tiles * BLOCK_RATE);
    this.#planes = new PlanarPicture(planes, settings.sampling, width, height);
    try {
      this.#x264 = openX264(library, this.#planes, settings, "bounded");
    } catch (error) {
      this.#planes[Symbol.dispose]();
      throw error;
    }
    this.#picture = new Uint8Array(library.abi.picture.size);
    this.#pictureView = new DataView(this.#picture.buffer);
    this.#out = new Uint8Array(library.abi.picture.size);
    this.#outView = new DataView(this.#out.buffer);
    this.#preparePicture();
    this.codecString = codecStringOf(this.#headers());
  }

  encode(picture: Picture, damage: readonly Rect[], asked: boolean, now: number, rate: Rate): Encoded {
    const key = this.#control(rate.bytes, now) || asked;
    const whole = key ? [{ x: 0, y: 0, width: this.width, height: this.height }] : damage;
    this.#planes.update(picture, whole);
    const touched = key ? this.#changes.touchAll(now) : this.#changes.touch(damage, now);
    const marked = touched < this.#changes.tiles * MARK_BELOW;
    if (marked) {
      this.#changes.markConstant(this.#flags, now, this.#library.abi.constants.mbInfoConstant);
    }
    const steps = key ? 0 : this.#even.steps;
    const crf = Math.min(COARSEST, rate.crf + steps);
    this.#x264.tune({
      crf,
      bytes: key ? rate.burst : rate.bytes,
      leaves: steps > 0 ? "faint" : "same",
      search: key ? "near" : this.#search.range(touched, now),
    });
    const isConstant = this.#x264.control === "constant";
    const quantizer = key ? this.#settings.keyQp : undefined;
    const made = this.#run(key, marked, isConstant ? Math.max(FINEST, crf - QUANTIZER_BELOW_CRF) : quantizer);
    if (!key) {
      // Who wishes a better picture gets more bytes for it.
      const size = made.parts[0]?.data.length ?? 0;
      this.#search.onFrame(touched, size);
      this.#even.onFrame(size * 2 ** ((rate.crf - STREAM_SETTINGS.crf.initial) / DOUBLING), now);
    }
    const reached = this.#outView.getFloat64(this.#library.abi.picture.crf, true);
    return key || isConstant ? made : { ...made, coarser: Math.max(0, reached - crf) };
  }

  unsettledSince(): number | undefined {
    return this.#changes.oldest() ?? this.#relies();
  }

  settle(picture: Picture, before: number, rate: Rate): Encoded | undefined {
    const { mbInfoConstant } = this.#library.abi.constants;
    const most = this.#settling.tiles(rate.burst);
    const due = this.#changes.settle(this.#flags, before, mbInfoConstant, most);
    if (due === 0) {
      return this.#changes.oldest() === undefined ? this.#rely(picture, before, rate) : undefined;
    }
    const rects = (flag: number) => rectsOfFlags(this.#flags, flag, this.#changes.columns, BLOCK);
    this.#planes.update(picture, rects(0));
    // x264 leaves a constant macroblock alone only where the frame before was asked for no worse. All that is not due is shown to
    // it as the page has it, so that there is nothing to add.
    for (const rect of rects(mbInfoConstant)) {
      this.#takeBack(rect);
    }
    // It is cut to the budget already, so that nothing of it has to be coarse. Where x264 is bounded it goes back to what the
    // rate factor says row by row, whatever quantizer is asked for.
    this.#x264.tune({ crf: FINEST, bytes: Number.POSITIVE_INFINITY, leaves: "nothing", search: "near" });
    const made = this.#run(false, true, this.#settings.settledQp + coarserBy(rate.burst));
    this.#search.onSettled();
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

  /** When a line without limits will have been one for long enough, where that is not made use of yet. */
  #relies(): number | undefined {
    const waits = this.#x264.control === "bounded" && !this.#isLimited;
    return waits && this.#limitedAt !== undefined ? this.#limitedAt + this.#reliedOn : undefined;
  }

  /** While nothing changes x264 can begin anew without anybody waiting for it: with a key frame that is sharp at once. */
  #rely(picture: Picture, before: number, { bytes }: Rate): Encoded | undefined {
    this.#isLimited = Number.isFinite(bytes);
    if (this.#isLimited || before < (this.#relies() ?? Number.POSITIVE_INFINITY)) {
      return undefined;
    }
    this.#begin("constant");
    this.#planes.update(picture, [{ x: 0, y: 0, width: this.width, height: this.height }]);
    this.#x264.tune({ crf: FINEST, bytes, leaves: "nothing", search: "near" });
    return this.#run(true, false, this.#settings.settledQp);
  }

  /** Whether x264 had to begin anew, with a key frame, since frames of so many bytes want another control. */
  #control(bytes: number, now: number): boolean {
    const before = this.#x264.control;
    this.#isLimited = false;
    this.#limitedAt = Number.isFinite(bytes) ? now : (this.#limitedAt ?? now);
    const isUnlimited = now - this.#limitedAt >= this.#reliedOn;
    // Between the two bounds all stays as it is: a change costs a key frame.
    const control: X264Control = bytes < AMPLE ? "bounded" : isUnlimited ? "constant" : before;
    if (control === before) {
      return false;
    }
    this.#begin(control);
    if (control === "bounded") {
      this.#reliedOn = Math.min(RELIED_ON.longest, this.#reliedOn * 2);
    }
    return true;
  }

  #begin(control: X264Control): void {
    const next = openX264(this.#library, this.#planes, this.#settings, control);
    this.#library.close(this.#x264.encoder);
    this.#x264 = next;
  }

  /** Puts the picture that the page has, the last frame's, where the desktop's is. */
  #takeBack(rect: Rect): void {
    const { picture } = this.#library.abi;
    const planes = this.#planes.planes.map((_, plane) => ({
      address: Number(this.#outView.getBigUint64(picture.plane + 8 * plane, true)),
      stride: this.#outView.getInt32(picture.stride + 4 * plane, true),
    }));
    this.#planes.restore(planes, rect);
  }

  #preparePicture(): void {
    const { picture, constants } = this.#library.abi;
    this.#library.initPicture(this.#picture);
    const view = this.#pictureView;
    const { planes } = this.#planes;
    const csp = this.#settings.sampling === "444" ? constants.cspI444 : constants.cspNv12;
    view.setInt32(picture.csp, csp, true);
    view.setInt32(picture.planes, planes.length, true);
    for (const [i, { address, stride }] of planes.entries()) {
      view.setInt32(picture.stride + 4 * i, stride, true);
      view.setBigUint64(picture.plane + 8 * i, BigInt(address), true);
    }
  }

  /** `quantizer`: left to x264 unless given. */
  #run(key: boolean, marked: boolean, quantizer?: number): Encoded {
    const { picture, constants } = this.#library.abi;
    const view = this.#pictureView;
    view.setInt32(picture.type, key ? constants.typeIdr : constants.typeAuto, true);
    view.setInt32(picture.qpPlus1, quantizer === undefined ? 0 : quantizer + 1, true);
    view.setBigInt64(picture.pts, this.#pts++, true);
    view.setBigUint64(picture.mbInfo, marked ? BigInt(addressOf(this.#flags)) : 0n, true);
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

/** Quantizer steps by which what settles stays coarser where frames that come alone may take so many bytes: sharp soon is better than sharper late. */
function coarserBy(burst: number): number {
  const halvings = Math.max(0, Math.log2(SETTLED_AT_ONCE / burst));
  return Math.min(SETTLED_COARSER.most, Math.round(halvings * SETTLED_COARSER.perHalving));
}

import type { Rect } from "../capture/region.ts";
import type { AvCodec, AvLibrary } from "../native/av-library.ts";
import type { PlanesLibrary } from "../native/planes-library.ts";
import { codecStringOf } from "./annex-b.ts";
import { ChangeMap } from "./change-map.ts";
import type { Encoded, Encoder, Picture, Rate } from "./encoder.ts";
import { BLOCK, PlanarPicture } from "./planes.ts";

/** One encoder of libavcodec as it is used here. */
export type AvKind = {
  /** libavcodec's name of it. */
  codec: string;
  /** How it takes pictures, by libavutil's name; "vaapi" for surfaces of a device. */
  format: "nv12" | "vaapi";
  /** Whether the most bits a frame may take can be changed while it runs; otherwise a limit is kept by opening it anew, coarser. */
  limits: boolean;
  /** Its options for a quality in steps of H.264's quantizer, 0 (best) to 51. */
  options(quality: number): Record<string, string>;
};

/** Frames a second that encoders reckon with; a budget for a frame is told to them as a bit rate at this pace. */
const NOMINAL_FPS = 60;
/** Frames that fit into the buffer they reckon with. */
const BUFFER_FRAMES = 2;
/** Bits a second that stand for no limit, and the least that encoders are told. */
const UNLIMITED = 400_000_000;
const LEAST = 64_000;
/** The coarsest quantizer of H.264, and that of what has settled. */
const COARSEST = 51;
const SETTLED = 12;
/** Steps of the quantizer that double a frame's size, about. */
const DOUBLING = 6;
/** An encoder is opened anew, which costs a key frame, for no less than so many steps. */
const WORTH_IT = 4;
/** Time, in ms, before an encoder that had to become coarser may become better again. */
const PATIENCE = 2000;
/** A frame that took less than this share of its budget was not made coarser by it, unless one before has used up the encoder's buffer. */
const ROOMY = 0.5;
/** So many such frames in a row leave nothing to sharpen; on a slow line it is given up after so many in all. */
const SHARP_AFTER = BUFFER_FRAMES + 1;
const MOST_STEPS = 40;
/** While no more than this share of the picture changes, what has settled needs not become coarser again. */
const SMALL = 0.05;

/**
 * One H.264 stream of an encoder that can hardly be changed once it is open: other quality means opening it anew. So it stays at the
 * quality of what has settled while little changes, and comes back to the wished one when more does.
 */
export class AvEncoder implements Encoder {
  readonly width: number;
  readonly height: number;
  readonly settlesInParts: boolean = false;
  readonly codecString: string;
  readonly #library: AvLibrary;
  readonly #kind: AvKind;
  readonly #device: string;
  readonly #planes: PlanarPicture;
  readonly #changes: ChangeMap;
  readonly #flags: Uint8Array<ArrayBuffer>;
  #codec: AvCodec;
  #quality: number;
  /** Steps that frames have to stay behind the wish to keep to their budget, where the encoder knows no limits. */
  #coarser = 0;
  #coarserSince = 0;
  /** The latest frames in a row that no budget has made coarser. */
  #roomy = 0;
  /** Frames that have sharpened what has settled now, so far. */
  #steps = 0;
  /** What settled cannot be sharper on this line: it waits for the next change. */
  #waits = false;
  /** What the last key frame took, for what the next will. */
  #lastKey: { bytes: number; quality: number } | undefined;
  #disposed: boolean = false;

  /** @throws Error where the encoder or its device refuses. */
  constructor(
    library: AvLibrary,
    planes: PlanesLibrary,
    kind: AvKind,
    device: string,
    width: number,
    height: number,
  ) {
    this.width = width;
    this.height = height;
    this.#library = library;
    this.#kind = kind;
    this.#device = device;
    this.#changes = new ChangeMap(width, height, BLOCK);
    this.#flags = new Uint8Array(this.#changes.tiles);
    this.#quality = 23;
    this.#codec = this.#open();
    this.#planes = new PlanarPicture(planes, "420", width, height);
    try {
      // The level is in the parameter set alone. What is encoded for it is nobody's frame: the first one is a key frame.
      this.codecString = codecStringOf(this.#codec.encode(this.#planes.planes, true).data);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  encode(picture: Picture, damage: readonly Rect[], key: boolean, now: number, rate: Rate): Encoded {
    const whole = [{ x: 0, y: 0, width: this.width, height: this.height }];
    this.#planes.update(picture, key ? whole : damage);
    const touched = this.#changes.touch(key ? whole : damage, now);
    this.#waits = false;
    this.#steps = 0;
    const reopened = this.#follow(rate, touched, now);
    const budget = key || reopened ? rate.burst : rate.bytes;
    const made = this.#run(key || reopened, budget);
    if (!made.key) {
      this.#learn(made.parts[0]?.data.length ?? 0, budget, now);
    }
    return { ...made, coarser: this.#coarser };
  }

  unsettledSince(): number | undefined {
    return this.#waits ? undefined : this.#changes.oldest();
  }

  settle(_picture: Picture, before: number, { burst }: Rate): Encoded | undefined {
    if ((this.#changes.oldest() ?? Number.POSITIVE_INFINITY) > before) {
      return undefined;
    }
    const finest = this.#kind.limits ? SETTLED : Math.max(SETTLED, this.#finestWithin(burst));
    const anew = this.#quality - finest >= WORTH_IT;
    const isSharp = this.#quality - SETTLED < WORTH_IT;
    if (!anew && !isSharp) {
      this.#waits = true;
      return undefined;
    }
    if (anew) {
      this.#change(finest);
    }
    // An encoder that keeps to a limit gives the rest of it with the frames that follow.
    const made =
      anew || (this.#kind.limits && this.#roomy < SHARP_AFTER) ? this.#run(anew, burst) : undefined;
    this.#steps++;
    if (!made || this.#roomy >= SHARP_AFTER || this.#steps >= MOST_STEPS) {
      this.#changes.settle(this.#flags, before, 1);
      this.#steps = 0;
    }
    return made;
  }

  [Symbol.dispose](): void {
    if (!this.#disposed) {
      this.#disposed = true;
      this.#codec[Symbol.dispose]();
      this.#planes[Symbol.dispose]();
    }
  }

  /** Opens the encoder anew where it is too far from what is wished; gives whether it did. */
  #follow(rate: Rate, touched: number, now: number): boolean {
    if (this.#coarser > 0 && !Number.isFinite(rate.bytes)) {
      this.#coarser = 0;
    }
    const wished = Math.min(COARSEST, rate.crf + this.#coarser);
    const isFine = this.#quality < wished && touched <= this.#changes.tiles * SMALL;
    const off = Math.abs(wished - this.#quality);
    const mayBecomeBetter = wished > this.#quality || now - this.#coarserSince >= PATIENCE;
    if (isFine || off < WORTH_IT || !mayBecomeBetter) {
      return false;
    }
    this.#change(wished);
    return true;
  }

  /** Sees from a frame's size whether the next ones have to be coarser, or may be better. */
  #learn(bytes: number, budget: number, now: number): void {
    if (this.#kind.limits || !Number.isFinite(budget)) {
      return;
    }
    const steps = Math.ceil(Math.log2(bytes / budget) * DOUBLING);
    if (steps > 0) {
      this.#coarser = Math.min(COARSEST, this.#coarser + Math.max(WORTH_IT, steps));
      this.#coarserSince = now;
    } else if (now - this.#coarserSince >= PATIENCE) {
      this.#coarser = Math.max(0, this.#coarser - 1);
    }
  }

  /** The quality at which a key frame is reckoned to fit. */
  #finestWithin(bytes: number): number {
    if (!Number.isFinite(bytes) || !this.#lastKey) {
      return 0;
    }
    const { bytes: last, quality } = this.#lastKey;
    return Math.ceil(quality + Math.log2(last / bytes) * DOUBLING);
  }

  #change(quality: number): void {
    this.#quality = quality;
    this.#codec[Symbol.dispose]();
    this.#codec = this.#open();
  }

  #open(): AvCodec {
    const { codec, format, options } = this.#kind;
    const { width, height } = this;
    return this.#library.open({
      codec,
      format,
      device: this.#device,
      options: options(this.#quality),
      width,
      height,
      rate: NOMINAL_FPS,
    });
  }

  #run(wanted: boolean, budget: number): Encoded {
    if (this.#kind.limits) {
      const rate = Math.min(UNLIMITED, Math.max(LEAST, Math.round(budget * 8 * NOMINAL_FPS)));
      this.#codec.tune(rate, Math.ceil((rate * BUFFER_FRAMES) / NOMINAL_FPS));
    }
    const { key, data } = this.#codec.encode(this.#planes.planes, wanted);
    this.#roomy = data.length > budget * ROOMY ? 0 : this.#roomy + 1;
    if (key) {
      this.#lastKey = { bytes: data.length, quality: this.#quality };
    }
    return { key, parts: [{ x: 0, y: 0, data }] };
  }
}

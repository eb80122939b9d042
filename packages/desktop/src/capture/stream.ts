import type { Encoded, Encoder, EncoderKind, Picture, StreamName } from "../encode/encoder.ts";
import type { Demand, Frame, StreamFormat } from "./messages.ts";
import { coalesce, type Rect } from "./region.ts";

/** Rectangles kept while a stream waits; more are joined. */
const MOST_PENDING = 64;

/** One encoder and what it still has to encode. */
export class Stream implements Disposable {
  readonly name: StreamName;
  readonly #kind: EncoderKind;
  #encoder: Encoder | undefined;
  #pending: Rect[] = [];
  #needsKey: boolean = true;
  #frame = 0;
  demand: Demand = { wanted: false, granted: false, key: false };

  constructor(name: StreamName, kind: EncoderKind) {
    this.name = name;
    this.#kind = kind;
  }

  /** Takes what the relay wants; a wish for a key frame stays until it is met. */
  ask(demand: Demand): void {
    this.demand = demand;
    this.#needsKey ||= demand.key;
  }

  /** Whether a frame may be and should be made. */
  get due(): boolean {
    const { wanted, granted } = this.demand;
    return wanted && granted && (this.#needsKey || this.#pending.length > 0);
  }

  /** Whether it may send, should something have changed. */
  get open(): boolean {
    return this.demand.wanted && this.demand.granted;
  }

  /** Notes what changed in the picture. */
  add(damage: readonly Rect[]): void {
    if (!this.demand.wanted) {
      // Whoever comes later begins with a key frame.
      this.#needsKey = true;
      this.#pending = [];
      return;
    }
    this.#pending.push(...damage);
    if (this.#pending.length > MOST_PENDING) {
      this.#pending = coalesce(this.#pending, MOST_PENDING / 4);
    }
  }

  /** A changed size needs another encoder; gives its format when there is a new one. @throws Error where none opens. */
  fit(picture: Picture): StreamFormat | undefined {
    const { width, height } = picture;
    if (this.#encoder?.width === width && this.#encoder.height === height) {
      return undefined;
    }
    this.#encoder?.[Symbol.dispose]();
    this.#encoder = undefined;
    this.#encoder = this.#kind.open(width, height);
    this.#needsKey = true;
    return { stream: this.name, width, height, codecString: this.#encoder.codecString };
  }

  /** Encodes what is pending. Call {@link fit} before. */
  encode(picture: Picture, now: number): Omit<Frame, "captured" | "took"> {
    if (!this.#encoder) {
      throw new Error("no encoder");
    }
    const encoded = this.#encoder.encode(picture, this.#pending, this.#needsKey, now);
    this.#pending = [];
    this.#needsKey = false;
    return this.#number(encoded);
  }

  /** When the oldest part that is not sharp changed. */
  unsettledSince(): number | undefined {
    return this.open && !this.due ? this.#encoder?.unsettledSince() : undefined;
  }

  /** Sends at its best what has been still since `before`. */
  settle(picture: Picture, before: number): Omit<Frame, "captured" | "took"> | undefined {
    const fits = this.#encoder?.width === picture.width && this.#encoder.height === picture.height;
    const encoded = fits ? this.#encoder?.settle(picture, before) : undefined;
    return encoded && this.#number(encoded);
  }

  [Symbol.dispose](): void {
    this.#encoder?.[Symbol.dispose]();
    this.#encoder = undefined;
  }

  #number(encoded: Encoded): Omit<Frame, "captured" | "took"> {
    this.#frame = (this.#frame + 1) >>> 0;
    return { stream: this.name, frame: this.#frame, ...encoded };
  }
}

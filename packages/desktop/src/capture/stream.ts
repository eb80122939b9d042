import type { Encoded, Encoder, EncoderKind, Picture } from "../encode/encoder.ts";
import type { Ranked } from "../encode/ranked.ts";
import { FramePace } from "./frame-pace.ts";
import type { Demand, Frame, StreamFormat, StreamId } from "./messages.ts";
import { coalesce, type Rect } from "./region.ts";

/** Rectangles kept while a stream waits; more are joined. */
const MOST_PENDING = 64;

/** What has settled and finds no time in which nothing else moves takes that of a frame after so many ms, and again after as many. */
const OVERDUE = 500;

/** A frame without what only the loop knows. */
export type MadeFrame = Omit<Frame, "captured" | "took">;

/** One encoder and what it still has to encode. */
export class Stream implements Disposable {
  readonly id: StreamId;
  readonly #ranked: Ranked;
  #kind: EncoderKind | undefined;
  #encoder: Encoder | undefined;
  #pending: Rect[] = [];
  #since: number | undefined;
  #needsKey: boolean = true;
  #frame: number;
  readonly #pace = new FramePace();
  #settledAt = Number.NEGATIVE_INFINITY;
  #demand: Demand | undefined;

  /** `first`: where the numbers of frames begin. */
  constructor(id: StreamId, ranked: Ranked, first: number) {
    this.#frame = first;
    this.id = id;
    this.#ranked = ranked;
  }

  /** Takes what the relay wants; a wish for a key frame stays until it is met. */
  ask(demand: Demand): void {
    this.#demand = demand;
    this.#needsKey ||= demand.key;
    if (!demand.wanted) {
      // An encoder that nobody needs holds tens of megabytes. Whoever comes later begins with a key frame.
      this[Symbol.dispose]();
      this.#forget();
    }
  }

  /** Whether a frame may be and should be made. */
  get due(): boolean {
    return this.open && (this.#needsKey || this.#pending.length > 0);
  }

  /** Whether it may send, should something have changed. */
  get open(): boolean {
    return this.#demand?.wanted === true && this.#demand.granted;
  }

  /** When the next frame may be made, by the wished frame rate. */
  get nextAt(): number {
    return this.#pace.dueAt;
  }

  /** When the oldest change was seen that no frame shows yet. */
  get since(): number | undefined {
    return this.#since;
  }

  /** Notes what changed in the picture, seen at `since`. */
  add(damage: readonly Rect[], since: number): void {
    if (!this.#demand?.wanted) {
      this.#forget();
      return;
    }
    if (damage.length > 0) {
      this.#since ??= since;
    }
    this.#pending.push(...damage);
    if (this.#pending.length > MOST_PENDING) {
      this.#pending = coalesce(this.#pending, MOST_PENDING / 4);
    }
  }

  /** A changed size needs another encoder; gives its format when there is a new one. @throws Error where none opens. */
  fit(picture: Picture): StreamFormat | undefined {
    const { width, height } = picture;
    const kind = this.#ranked.best;
    const fits = this.#encoder?.width === width && this.#encoder.height === height;
    if (fits && this.#kind === kind) {
      return undefined;
    }
    this[Symbol.dispose]();
    if (!kind) {
      throw new Error(`no encoder for ${this.#ranked.stream} (${this.#ranked.passedOver.join("; ")})`);
    }
    try {
      this.#encoder = kind.open(width, height);
    } catch (error) {
      this.#giveUp(kind, error);
      return this.fit(picture);
    }
    this.#kind = kind;
    this.#needsKey = true;
    const { codecString } = this.#encoder;
    return { stream: this.id, width, height, codecString, encoder: kind.name };
  }

  /** Encodes what is pending; `undefined` where the encoder failed and another will. Call {@link fit} before. @throws Error where none is left. */
  encode(picture: Picture, now: number): MadeFrame | undefined {
    if (!this.#encoder || !this.#demand) {
      throw new Error("no encoder");
    }
    const { rate } = this.#demand;
    let made: Encoded;
    try {
      made = this.#encoder.encode(picture, this.#pending, this.#needsKey, now, rate);
    } catch (error) {
      this.#giveUp(this.#kind, error);
      return undefined;
    }
    const { rest = [], ...encoded } = made;
    const since = this.#since;
    this.#pending = rest;
    this.#since = rest.length > 0 ? since : undefined;
    this.#needsKey = false;
    return this.#number(encoded, now, since);
  }

  /** When the oldest part that is not sharp changed. */
  unsettledSince(): number | undefined {
    return this.open && !this.#needsKey ? this.#encoder?.unsettledSince() : undefined;
  }

  /** Whether what has been still since `before` finds no time to settle, although it can beside what moves. */
  isOverdue(before: number, now: number): boolean {
    const mayBeside = now - this.#settledAt >= OVERDUE && this.#encoder?.settlesInParts === true;
    return mayBeside && (this.unsettledSince() ?? now) <= before - OVERDUE;
  }

  /** Sends at its best what has been still since `before`. */
  settle(picture: Picture, before: number, now: number): MadeFrame | undefined {
    const fits = this.#encoder?.width === picture.width && this.#encoder.height === picture.height;
    if (!fits || !this.#demand) {
      return undefined;
    }
    this.#settledAt = now;
    try {
      const encoded = this.#encoder?.settle(picture, before, this.#demand.rate);
      return encoded && this.#number(encoded, now);
    } catch (error) {
      this.#giveUp(this.#kind, error);
      return undefined;
    }
  }

  [Symbol.dispose](): void {
    this.#encoder?.[Symbol.dispose]();
    this.#encoder = undefined;
  }

  /** What has failed is left to the next kind. @throws the error where there is none. */
  #giveUp(kind: EncoderKind | undefined, error: unknown): void {
    this[Symbol.dispose]();
    this.#needsKey = true;
    if (!kind || !this.#ranked.giveUp(kind, error instanceof Error ? error.message : String(error))) {
      throw error;
    }
  }

  #forget(): void {
    this.#needsKey = true;
    this.#pending = [];
    this.#since = undefined;
  }

  #number(encoded: Encoded, now: number, since?: number): MadeFrame {
    this.#pace.onFrame(now, this.#demand?.fps ?? 1, since);
    this.#frame = (this.#frame + 1) >>> 0;
    return { stream: this.id, frame: this.#frame, ...encoded };
  }
}

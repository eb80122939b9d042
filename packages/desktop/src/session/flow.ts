import { Capacity } from "./capacity.ts";

/** Bounds of {@link Flow}; times in ms. */
export type FlowLimits = {
  /** Frames on the way, beyond those the round trip needs, before no further one is made for this viewer. */
  ahead: number;
  /** Time that what is on the way may wait in the line's queue, with the next frame, before no further one is made. */
  queue: number;
  /** The same after which the viewer is left out until it has caught up. */
  stall: number;
  /** Bytes in the socket's buffer before no further frame is made; eight times as many leave the viewer out. */
  buffered: number;
  /** Without any word for so long, a page has forgotten the frames on the way. Doubles each time nothing comes back. */
  lost: number;
};

/** What was found good on loopback and on slow lines. */
export const FLOW_LIMITS: FlowLimits = {
  ahead: 3,
  queue: 80,
  stall: 400,
  buffered: 128 * 1024,
  lost: 4000,
};

/** Frames a second that the round trip is counted in. */
const FPS = 60;
/** Frames on the way, as a multiple of what is allowed, that leave the viewer out. */
const OVERFLOW = 3;
const LONGEST_LOST = 16_000;
/** A page that takes so long, in ms, from a frame's arrival to the screen cannot keep up: no frame waits there for another. */
const SLOW_PAGE = 60;
/** How much of a new measurement of the page is taken over. */
const LEARN = 0.2;

/** A frame that may be sent. */
export type Offer = { frame: number; key: boolean; bytes: number };

type OnTheWay = Offer & { sent: number; budget: number; alone: boolean };

/**
 * One viewer's side of the relay: which frames are on the way to it, whether it can take another, whether it must begin anew.
 * Pure: time comes in as ms on any rising clock.
 */
export class Flow {
  readonly #limits: FlowLimits;
  readonly #onTheWay: OnTheWay[] = [];
  readonly #capacity = new Capacity();
  #bytes = 0;
  #needsKey: boolean = true;
  #lost: number;
  #page = 0;
  #queue = 0;
  #dropped = 0;
  #isProven: boolean = false;
  /** What a frame for this viewer may take. */
  budget = Number.POSITIVE_INFINITY;
  /** Bits a second that must not be exceeded, whatever the line carries. */
  ceiling = Number.POSITIVE_INFINITY;

  constructor(limits: FlowLimits = FLOW_LIMITS) {
    this.#limits = limits;
    this.#lost = limits.lost;
  }

  /** Whether a frame has been acknowledged: before, its capacity is a guess. */
  get isProven(): boolean {
    return this.#isProven;
  }

  /** Bits a second this viewer can be sent. */
  get capacity(): number {
    return Math.min(this.#capacity.estimate, this.ceiling);
  }

  /** Whether the wish for a limit, and not the line, says what can be sent. */
  get isCapped(): boolean {
    return this.ceiling < this.#capacity.estimate;
  }

  /** Round trip of the line alone, in ms. */
  get roundTrip(): number {
    return this.#capacity.base;
  }

  /** Time, in ms, the last acknowledged frame spent in the line's queue. */
  get queue(): number {
    return this.#queue;
  }

  /** Mean time, in ms, from a frame's arrival at the page to the screen. */
  get page(): number {
    return this.#page;
  }

  /** Whether the page is what keeps frames back. */
  get isPageSlow(): boolean {
    return this.#page > SLOW_PAGE;
  }

  /** Frames that were made and not sent to this viewer. */
  get dropped(): number {
    return this.#dropped;
  }

  get onTheWay(): number {
    return this.#onTheWay.length;
  }

  /** The viewer cannot use anything but a key frame. */
  get needsKey(): boolean {
    return this.#needsKey;
  }

  /** The viewer's decoder has to start anew: what is on the way no longer counts. */
  restart(): void {
    this.#needsKey = true;
    this.#onTheWay.length = 0;
    this.#bytes = 0;
  }

  /** A sign of life that was no frame came back after `trip` ms. */
  onRoundTrip(trip: number, now: number): void {
    this.#capacity.onRoundTrip(trip, now);
  }

  /** The viewer goes on with another stream, once what is on the way has arrived. */
  dropOut(): void {
    this.#needsKey = true;
  }

  /** A frame is shown, `page` ms after it arrived; everything up to it has left the way. */
  onShown(frame: number, page: number, now: number): void {
    const index = this.#onTheWay.findIndex(one => one.frame === frame);
    const found = this.#onTheWay[index];
    if (!found) {
      return;
    }
    this.#isProven = true;
    const gone = this.#onTheWay.splice(0, index + 1);
    const bytes = gone.reduce((sum, one) => sum + one.bytes, 0);
    this.#bytes -= bytes;
    this.#page += (page - this.#page) * LEARN;
    const heard = now - Math.min(page, now - found.sent);
    this.#queue = this.#capacity.learn({ ...found, bytes, heard });
    this.#lost = this.#limits.lost;
  }

  /** Whether a frame made now would find its way soon: the measure the capture is paced by. */
  ready(now: number, buffered: number): boolean {
    this.#forgetLost(now);
    if (buffered > this.#limits.buffered) {
      return false;
    }
    if (this.#needsKey || this.#capacity.isStale(now)) {
      return this.#onTheWay.length === 0;
    }
    return (
      this.#onTheWay.length < this.#allowed() &&
      this.#waiting(now) + this.#lasting(Math.min(this.budget, this.#last())) <= this.#limits.queue
    );
  }

  /** Whether to send this frame. Falling too far behind drops the viewer to the next key frame it can take. */
  offer({ frame, key, bytes }: Offer, now: number, buffered: number): boolean {
    this.#forgetLost(now);
    const behind =
      buffered > this.#limits.buffered * 8 ||
      this.#onTheWay.length >= this.#allowed() * OVERFLOW ||
      this.#waiting(now) > this.#limits.stall;
    if (behind) {
      this.#needsKey = true;
      this.#dropped++;
      return false;
    }
    if (this.#needsKey && !(key && buffered <= this.#limits.buffered)) {
      this.#dropped++;
      return false;
    }
    this.#needsKey = false;
    const alone = this.#onTheWay.length === 0;
    this.#onTheWay.push({ frame, key, bytes, sent: now, budget: this.budget, alone });
    this.#bytes += bytes;
    return true;
  }

  /** When {@link ready} may change by time alone; `undefined` where only a word from the viewer can change it. */
  lostAt(): number | undefined {
    const newest = this.#onTheWay.at(-1);
    return newest && newest.sent + this.#lost;
  }

  #allowed(): number {
    const ahead = this.isPageSlow ? 1 : this.#limits.ahead;
    return ahead + Math.ceil((this.roundTrip * FPS) / 1000);
  }

  #last(): number {
    return this.#onTheWay.at(-1)?.bytes ?? 0;
  }

  /** Milliseconds the line takes for so many bytes. */
  #lasting(bytes: number): number {
    return (bytes * 8000) / this.capacity;
  }

  /**
   * How long a byte sent now would wait, by the bytes on the way or by the age of the oldest frame, whichever says more:
   * a line that has just become slow shows in nothing but that age.
   */
  #waiting(now: number): number {
    const oldest = this.#onTheWay[0];
    if (!oldest) {
      return 0;
    }
    const age = now - oldest.sent - this.roundTrip - this.#page;
    return Math.max(0, this.#lasting(this.#bytes) - this.roundTrip, age - this.#lasting(oldest.bytes));
  }

  #forgetLost(now: number): void {
    const lostAt = this.lostAt();
    if (lostAt !== undefined && now >= lostAt) {
      this.#capacity.onSilence(this.#bytes, now - (this.#onTheWay[0]?.sent ?? now));
      this.restart();
      this.#lost = Math.min(LONGEST_LOST, this.#lost * 2);
    }
  }
}

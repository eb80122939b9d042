/** Bits a second reckoned with before anything is known of a line: a first key frame on a slow one then stays bearable. */
export const FIRST_CAPACITY = 8e6;
/** The estimate's bounds, bits a second. */
const LEAST = 100e3;
const MOST = 1e9;
/** What a delivery takes at least through timers and threads, in ms; it says nothing of the line. */
const NOISE = 2;
/** An estimate is made of so many deliveries, or as many as took so long together, in ms. */
const SAMPLES = 6;
const LEAST_SAMPLES = 3;
const SERVICE = 60;
/** So many bytes together are enough, too. */
const ENOUGH = 25_000;
/** Deliveries that together took so long, in ms, are enough if there are two: one alone may be a thread that slept. */
const COLLAPSED = 150;
/** One that took so long counts alone. */
const STUCK = 400;
/** A frame that was so long in a queue, in ms, counts too, however small it is. */
const QUEUED = 25;
/** How much of a new, lower estimate is taken over. */
const TAKE = 0.7;
/** How far an estimate may rise above the last: with few bytes chance has much to say. */
const RISE = { few: 1.5, many: 4 };
/** The round trip without a queue is the least of two windows of so many ms. */
const BASE_WINDOW = 5000;
/** A round trip longer than the least by so many ms shows a queue, or a longer way. */
const SAME = 5;

/** One acknowledged frame; times in ms on the server's clock. */
export type Delivery = {
  bytes: number;
  sent: number;
  /** When the word of its arrival came, less what the page took to show it. */
  heard: number;
  /** What a frame was allowed to take when it was made. */
  budget: number;
  /** Nothing else was on the way when it was sent. */
  alone: boolean;
};

/**
 * What a line carries, learnt from acknowledgements by the model of a single queue: a frame begins to be delivered when the
 * one before has been, or when it arrives, and takes its bytes divided by the capacity. Frames that used their budget
 * measure the line by themselves, so nothing has to be sent merely to find out. Pure.
 */
export class Capacity {
  #estimate = FIRST_CAPACITY;
  #before = Number.NEGATIVE_INFINITY;
  #bytes = 0;
  #service = 0;
  #samples = 0;
  #base: { now: number; last: number; since: number } | undefined;

  /** Bits a second. */
  get estimate(): number {
    return this.#estimate;
  }

  /** Round trip of the line alone, in ms; 0 before the first frame. */
  get base(): number {
    return this.#base ? Math.min(this.#base.now, this.#base.last) : 0;
  }

  /**
   * Whether the round trip without a queue has to be measured anew: for a while no frame came as quickly as it should, for
   * a queue or a longer way. A frame that is sent with nothing else on the way tells.
   */
  isStale(now: number): boolean {
    return this.#base !== undefined && now - this.#base.since > BASE_WINDOW;
  }

  /** Gives the time, in ms, the frame spent in a queue, its own length included. */
  learn({ bytes, sent, heard, budget, alone }: Delivery): number {
    const trip = Math.max(0.1, heard - sent);
    this.#noteBase(trip, heard, alone);
    const begun = Math.max(this.#before, sent + this.base);
    const service = Math.max(0, heard - begun);
    this.#before = heard;
    const speed = (bytes * 8000) / Math.max(service - NOISE, 0.5);
    if (bytes >= budget / 2 || trip - this.base > QUEUED || speed > this.#estimate) {
      this.#bytes += bytes;
      this.#service += Math.max(0, service - NOISE);
      this.#samples++;
      this.#conclude();
    }
    return trip - this.base;
  }

  /** A sign of life that was no frame came back after `trip` ms. */
  onRoundTrip(trip: number, now: number): void {
    this.#noteBase(Math.max(0.1, trip), now, false);
  }

  /** Nothing has come of so many bytes for so long, in ms: the line cannot carry more than that. */
  onSilence(bytes: number, milliseconds: number): void {
    this.#settle((bytes * 8000) / milliseconds, 1);
    this.#forget();
  }

  #conclude(): void {
    const long =
      (this.#service >= SERVICE && this.#samples >= LEAST_SAMPLES) ||
      (this.#service >= COLLAPSED && this.#samples > 1) ||
      this.#service >= STUCK;
    if (!long && this.#samples < SAMPLES && this.#bytes < ENOUGH) {
      return;
    }
    const measured = (this.#bytes * 8000) / Math.max(this.#service, 0.5);
    if (measured > this.#estimate) {
      this.#estimate = Math.min(
        MOST,
        measured,
        this.#estimate * (this.#bytes >= ENOUGH ? RISE.many : RISE.few),
      );
      this.#forget();
    } else if (long) {
      this.#settle(measured, TAKE);
      this.#forget();
    }
    // What says less of a line, but not yet long enough, goes on being counted.
  }

  #settle(measured: number, share: number): void {
    const next = this.#estimate * (1 - share) + Math.min(measured, this.#estimate) * share;
    this.#estimate = Math.max(LEAST, next);
  }

  #forget(): void {
    this.#bytes = 0;
    this.#service = 0;
    this.#samples = 0;
  }

  #noteBase(trip: number, now: number, alone: boolean): void {
    const base = this.#base;
    if (!base) {
      this.#base = { now: trip, last: trip, since: now };
      return;
    }
    base.now = Math.min(base.now, trip);
    if (now - base.since > BASE_WINDOW && (alone || base.now <= this.base + SAME)) {
      this.#base = { now: trip, last: base.now, since: now };
    }
  }
}

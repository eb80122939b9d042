/** Samples over which the frame that was least late counts as in time: two and a half seconds, so that clocks which differ do not count. */
const BASE = 120_000;
/** Samples of a bucket, and buckets: a minute is remembered, by its seconds. */
const BUCKET = 48_000;
const BUCKETS = 60;
/** Part of the difference that a new lateness adds to the mean one. */
const SMOOTH = 0.02;

/** How late parts of a stream come, learned from how many samples were played when each came. All in samples. */
export class Lateness {
  readonly #most: number;
  readonly #small: number;
  readonly #buckets: number[] = [];
  #bucketEnd = 0;
  /** Of this window and the one before: how far the part that came soonest lagged. */
  #soonest = Number.POSITIVE_INFINITY;
  #soonestBefore = Number.POSITIVE_INFINITY;
  #windowEnd = 0;
  #mean = 0;
  /** The line stood still, and what it held back comes now. */
  #outage: boolean = false;

  /**
   * @param most what comes later than this tells of a line that stood still, not of one that is uneven: it is not remembered
   * @param small up to this it does little harm, and counts only where it happens in three seconds of a minute
   */
  constructor(most: number, small: number) {
    this.#most = most;
    this.#small = small;
  }

  /** A part of `count` samples that begins with sample `position` came when so many were `played` since the start. */
  learn(position: number, count: number, played: number): void {
    if (played >= this.#windowEnd) {
      this.#soonestBefore = this.#soonest;
      this.#soonest = Number.POSITIVE_INFINITY;
      this.#windowEnd = played + BASE;
    }
    const lag = played - position;
    this.#soonest = Math.min(this.#soonest, lag);
    const late = lag - Math.min(this.#soonest, this.#soonestBefore);
    this.#outage = late > this.#most || (this.#outage && late > count);
    if (played >= this.#bucketEnd) {
      this.#buckets.unshift(0);
      this.#buckets.length = Math.min(this.#buckets.length, BUCKETS);
      this.#bucketEnd = played + BUCKET;
    }
    if (!this.#outage) {
      this.#mean += (late - this.#mean) * SMOOTH;
      this.#buckets[0] = Math.max(this.#buckets[0] ?? 0, late);
    }
  }

  /** How much later than usual parts have to be expected, by the last minute. */
  get spread(): number {
    let [first, second, third] = [0, 0, 0];
    for (const late of this.#buckets) {
      if (late > first) {
        [first, second, third] = [late, first, second];
      } else if (late > second) {
        [second, third] = [late, second];
      } else if (late > third) {
        third = late;
      }
    }
    return Math.max(0, (first > this.#small ? first : third) - this.#mean);
  }

  /** The stream began anew: what was in time before says nothing now. */
  restart(): void {
    this.#soonest = Number.POSITIVE_INFINITY;
    this.#soonestBefore = Number.POSITIVE_INFINITY;
  }
}

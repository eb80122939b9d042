/** Samples over which the frame that was least late counts as in time: two and a half seconds, so that clocks which differ do not count. */
const BASE = 120_000;
/** Samples of a bucket, and buckets: a minute is remembered, by its seconds. */
const BUCKET = 48_000;
const BUCKETS = 60;
/** Samples of the first sound from which nothing is learned: what plays it is only just starting. */
const START = 96_000;
/** Buckets that one trouble takes at most, and those for which one that came alone is remembered. */
const TROUBLE = 3;
const ALONE = 5;
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
  #heard = 0;
  /** The line stood still, and what it held back comes now. */
  #outage: boolean = false;

  /**
   * @param most what comes later than this tells of a line that stood still, not of one that is uneven: it is not remembered
   * @param small up to this it does little harm, and counts only where it happens in three seconds of a minute; more than this counts for five
   * seconds, and where it happens again within a minute, for that
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
    this.#heard += count;
    if (!this.#outage) {
      this.#mean += (late - this.#mean) * SMOOTH;
    }
    if (!this.#outage && this.#heard > START) {
      this.#buckets[0] = Math.max(this.#buckets[0] ?? 0, late);
    }
  }

  /** How much later than usual parts have to be expected, by the last minute. */
  get spread(): number {
    const usual = this.#buckets.filter(late => late <= this.#small).toSorted((a, b) => b - a)[2] ?? 0;
    const again = this.#troubles().toSorted((a, b) => b - a)[1] ?? 0;
    const now = Math.max(0, ...this.#buckets.slice(0, ALONE).filter(late => late > this.#small));
    return Math.max(0, Math.max(usual, again, now) - this.#mean);
  }

  /** The most of each trouble of the last minute: what is very late in seconds that follow each other is one. */
  #troubles(): number[] {
    const found: number[] = [];
    for (let i = 0; i < this.#buckets.length; i++) {
      if ((this.#buckets[i] ?? 0) > this.#small) {
        found.push(Math.max(...this.#buckets.slice(i, i + TROUBLE)));
        i += TROUBLE - 1;
      }
    }
    return found;
  }

  /** The stream began anew: what was in time before says nothing now. */
  restart(): void {
    this.#soonest = Number.POSITIVE_INFINITY;
    this.#soonestBefore = Number.POSITIVE_INFINITY;
  }
}

/** Time, in ms, over which the rate is reckoned. */
const OVER = 400;
/** Time, in ms, for which it has to be too much: a few pages that are turned are not endless. */
const ENDLESS = 1500;
/** Shortest time, in ms, between two steps. */
const STEP_EVERY = 80;
/** Most quantizer steps, and most at once. */
const MOST_STEPS = 14;
const AT_ONCE = 4;
/** Steps that double a frame's size, about. */
const DOUBLING = 6;
/** Share of the most that quality comes back to. */
const BACK_TO = 0.85;
/** Time, in ms, before quality comes back. Each time it was too much that doubles, to the longest: grain comes all at once. */
const PATIENCE = { first: 500, longest: 16_000 };
/** After so many ms without a frame it is back at once. */
const PAUSE = 1000;

/**
 * Says how many quantizer steps coarser frames have to be for what changes everywhere at once, such as film grain, not to take
 * more than `most` bytes a second; nobody sees it as sharp while it moves. Pure: time comes in as ms on any rising clock.
 */
export class EvenRate {
  readonly #most: number;
  #rate = 0;
  #at = 0;
  #steppedAt = 0;
  #steps = 0;
  #patience = PATIENCE.first;
  #hasComeBack: boolean = false;
  /** Since when the rate has been too much. */
  #overSince: number | undefined;

  /** `most` in bytes a second. */
  constructor(most: number) {
    this.#most = most;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Takes note of a frame. */
  onFrame(bytes: number, now: number): void {
    if (now - this.#at > PAUSE) {
      this.#steps = 0;
      this.#patience = PATIENCE.first;
      this.#overSince = undefined;
    }
    this.#rate = this.#rate * Math.exp((this.#at - now) / OVER) + (bytes * 1000) / OVER;
    this.#at = now;
    const since = now - this.#steppedAt;
    this.#overSince = this.#rate > this.#most ? (this.#overSince ?? now) : undefined;
    const isEndless = this.#steps > 0 || now - (this.#overSince ?? now) >= ENDLESS;
    if (this.#rate > this.#most && isEndless && since >= STEP_EVERY) {
      if (this.#hasComeBack) {
        this.#patience = Math.min(PATIENCE.longest, this.#patience * 2);
      }
      this.#hasComeBack = false;
      this.#step(Math.ceil(DOUBLING * Math.log2(this.#rate / this.#most)), now);
    } else if (since >= this.#patience && this.#steps > 0) {
      const back = Math.floor(DOUBLING * Math.log2((BACK_TO * this.#most) / this.#rate));
      this.#hasComeBack = back > 0;
      this.#step(-Math.max(0, back), now);
    }
  }

  #step(wish: number, now: number): void {
    const steps = Math.min(
      MOST_STEPS,
      Math.max(0, this.#steps + Math.min(AT_ONCE, Math.max(-AT_ONCE, wish))),
    );
    if (steps !== this.#steps) {
      // What went before says what is to come once the step is reckoned in.
      this.#rate *= 2 ** ((this.#steps - steps) / DOUBLING);
      this.#steps = steps;
      this.#steppedAt = now;
    }
  }
}

/** Time, in ms, over which the rate is reckoned. */
const OVER = 400;
/** Shortest time, in ms, between two steps. */
const STEP_EVERY = 80;
/** Most quantizer steps. */
const MOST_STEPS = 14;
/** Share of the most below which quality comes back. */
const BACK_BELOW = 0.65;

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

  /** `most` in bytes a second. */
  constructor(most: number) {
    this.#most = most;
  }

  get steps(): number {
    return this.#steps;
  }

  /** Takes note of a frame. */
  onFrame(bytes: number, now: number): void {
    this.#rate = this.#rate * Math.exp((this.#at - now) / OVER) + (bytes * 1000) / OVER;
    this.#at = now;
    if (now - this.#steppedAt < STEP_EVERY) {
      return;
    }
    const step = this.#rate > this.#most ? 1 : this.#rate < this.#most * BACK_BELOW ? -1 : 0;
    const steps = Math.min(MOST_STEPS, Math.max(0, this.#steps + step));
    if (steps !== this.#steps) {
      this.#steps = steps;
      this.#steppedAt = now;
    }
  }
}

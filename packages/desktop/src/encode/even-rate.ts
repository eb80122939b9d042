/** Time, in ms, over which the rate is reckoned. */
const OVER = 400;
/** Shortest time, in ms, between two steps. */
const STEP_EVERY = 80;
/** Most quantizer steps. */
const MOST_STEPS = 14;
/** Share of the most below which quality comes back: far below, since what scrolls is then sent anew. */
const BACK_BELOW = 0.25;
/** After so many ms without a frame it is back at once. */
const PAUSE = 1000;
/** Steps that double a frame's size, about; most at once. */
const DOUBLING = 6;
const AT_ONCE = 4;

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
    if (now - this.#at > PAUSE) {
      this.#steps = 0;
    }
    this.#rate = this.#rate * Math.exp((this.#at - now) / OVER) + (bytes * 1000) / OVER;
    this.#at = now;
    if (now - this.#steppedAt < STEP_EVERY) {
      return;
    }
    const over = this.#rate / this.#most;
    const up = Math.min(AT_ONCE, Math.ceil(Math.log2(over) * DOUBLING));
    const step = over > 1 ? up : over < BACK_BELOW ? -1 : 0;
    const steps = Math.min(MOST_STEPS, Math.max(0, this.#steps + step));
    if (steps !== this.#steps) {
      this.#steps = steps;
      this.#steppedAt = now;
    }
  }
}

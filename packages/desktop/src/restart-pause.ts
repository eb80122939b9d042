/** A worker that ran this long, in ms, was a good one. */
const LASTING = 1000;

/** How long to wait before a worker that died is replaced. Times are ms on any one rising clock. */
export class RestartPause {
  readonly #first: number;
  readonly #longest: number;
  #pause: number;
  #started = 0;

  /** The pause after a good one, in ms; it doubles up to the longest while workers fail soon after their start. */
  constructor(first: number, longest: number) {
    this.#first = first;
    this.#longest = longest;
    this.#pause = first;
  }

  onStart(now: number): void {
    this.#started = now;
  }

  /** It has died: the pause, in ms. */
  onExit(now: number): number {
    const lasted = now - this.#started > LASTING;
    this.#pause = lasted ? this.#first : Math.min(this.#longest, this.#pause * 2);
    return this.#pause;
  }
}

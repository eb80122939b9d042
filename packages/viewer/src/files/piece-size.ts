/** Bounds of a piece, in bytes. */
const LEAST = 16 * 1024;
const MOST = 8 * 1024 * 1024;
const FIRST = 256 * 1024;
/** A piece that takes no longer than this, in ms, beyond what a request takes at least, keeps nobody waiting. */
const SHORT = 30;
const LONG = 60;
/** So many pieces of a size tell how long they take: the quickest counts, since the others may have waited for a processor. */
const SAMPLES = 3;
/** Pieces to send before smaller ones are tried again where that did not help. */
const HOLD = 12;

/**
 * How large the next piece of an upload is: as large as the line takes in a moment, so that what is typed meanwhile waits no
 * longer than that. Where smaller pieces do not come through quicker, something else is slow, and they stay large.
 */
export class PieceSize {
  #size = FIRST;
  #base = Number.POSITIVE_INFINITY;
  #times: number[] = [];
  /** The size before this one, and how long it took. */
  #before: { size: number; time: number } | undefined;
  #hold = 0;

  /** Bytes. */
  get next(): number {
    return this.#size;
  }

  /** Pieces that may be on the way at once: where even the smallest takes long, one. */
  get together(): number {
    return this.#size === LEAST ? 1 : 2;
  }

  /** A request without content took so many ms. */
  onRequest(milliseconds: number): void {
    this.#base = Math.min(this.#base, milliseconds);
  }

  /** A piece of so many bytes took so many ms. Those of another size than the last {@link next} tell nothing. */
  onPiece(bytes: number, milliseconds: number): void {
    this.#base = Math.min(this.#base, milliseconds);
    if (bytes !== this.#size) {
      return;
    }
    this.#hold--;
    this.#times.push(milliseconds);
    if (this.#times.length === SAMPLES) {
      this.#judge(Math.min(...this.#times));
    }
  }

  #judge(time: number): void {
    const { size, time: was } = this.#before ?? { size: this.#size, time };
    const delay = time - this.#base;
    this.#times = [];
    const isSlowAnyway = (this.#size > size && time < was * 1.5) || (this.#size < size && time > was * 0.75);
    if (this.#size < size && isSlowAnyway) {
      this.#hold = HOLD;
      this.#become(size, time);
    } else if (delay < SHORT || (this.#size > size && isSlowAnyway)) {
      this.#become(Math.min(MOST, this.#size * 2), time);
    } else if (delay > LONG && this.#hold <= 0) {
      this.#become(Math.max(LEAST, this.#size / 2), time);
    }
  }

  #become(size: number, time: number): void {
    this.#before = { size: this.#size, time };
    this.#size = size;
  }
}

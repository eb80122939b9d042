/** How far an encoder looks for where something has moved from: `near`, a few pixels; `wide`, as far as a turn of the wheel. */
export type SearchRange = "near" | "wide";

/** Tiles that have to change at once for a wide search to be worth its time: about a window's. */
const LARGE = 400;
/** Time, in ms, without a large change after which the next one is a movement that begins. */
const PAUSE = 100;
/** Bytes for each changed tile above which a movement was probably not found. */
const COSTLY = 12;
/** Time, in ms, between two wide searches for what was not found before; doubles each time it was in vain, to the longest. */
const PATIENCE = { first: 150, longest: 2400 };

/**
 * Says when to search wide. What begins to scroll is found nowhere near, and taken for something new that costs ten times as
 * much; found once, it is near where the frame before had it. What is new everywhere, or has grain, is searched in vain,
 * which costs half as much time again. Pure: time comes in as ms on any rising clock.
 */
export class MotionSearch {
  #largeAt = Number.NEGATIVE_INFINITY;
  #wideAt = Number.NEGATIVE_INFINITY;
  #wasCostly: boolean = false;
  #range: SearchRange = "near";
  #patience = PATIENCE.first;

  /** For a frame in which so many tiles change. */
  range(tiles: number, now: number): SearchRange {
    if (tiles < LARGE) {
      return "near";
    }
    const begins = now - this.#largeAt >= PAUSE;
    const isMissed = this.#wasCostly && now - this.#wideAt >= this.#patience;
    this.#range = begins || isMissed ? "wide" : "near";
    if (this.#range === "wide") {
      this.#wideAt = now;
    }
    this.#largeAt = now;
    return this.#range;
  }

  /** Takes note of what that frame took. */
  onFrame(tiles: number, bytes: number): void {
    if (tiles < LARGE) {
      return;
    }
    this.#wasCostly = bytes > COSTLY * tiles;
    if (this.#range === "wide") {
      this.#patience = this.#wasCostly ? Math.min(PATIENCE.longest, this.#patience * 2) : PATIENCE.first;
    }
  }
}

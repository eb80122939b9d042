/** How far an encoder looks for where something has moved from: `near`, a few pixels; `wide`, as far as a turn of the wheel. */
export type SearchRange = "near" | "wide";

/** Tiles that have to change at once for a wide search to be worth its time: about a window's. */
const LARGE = 400;
/** Time, in ms, without a large change after which the next one is a movement that begins. */
const PAUSE = 100;
/** A large change that comes so many times later or sooner than the one before did has probably moved further, or less far. */
const UNEVEN = 1.6;
/** Time, in ms, for which is searched wide once something is not known to be near: what was found is not yet so in all its parts. */
const WIDE_FOR = 250;
/** Bytes for each changed tile above which a movement was probably not found. */
const COSTLY = 12;
/** Time, in ms, that is not searched wide after it was in vain; doubles each time, to the longest. */
const PATIENCE = { first: 100, longest: 2400 };

/**
 * Says when to search wide. What begins to scroll, or does so unevenly, is found nowhere near, and taken for something new,
 * which costs ten times as much; found once, it is near where the frame before had it. What is new everywhere, or has grain,
 * is searched in vain, which costs half as much time again. Pure: time comes in as ms on any rising clock.
 */
export class MotionSearch {
  #largeAt = Number.NEGATIVE_INFINITY;
  /** Time between the last two large changes, ms. */
  #interval = PAUSE;
  #range: SearchRange = "near";
  #begins: boolean = false;
  #isLost: boolean = false;
  #wideUntil = Number.NEGATIVE_INFINITY;
  #nearUntil = Number.NEGATIVE_INFINITY;
  #patience = 0;

  /** For a frame in which so many tiles change. */
  range(tiles: number, now: number): SearchRange {
    if (tiles < LARGE) {
      return "near";
    }
    const interval = now - this.#largeAt;
    this.#begins = interval >= PAUSE;
    const ratio = interval / this.#interval;
    if (this.#begins || this.#isLost || ratio > UNEVEN || ratio * UNEVEN < 1) {
      this.#wideUntil = now + WIDE_FOR;
    }
    this.#range = this.#begins || (now < this.#wideUntil && now >= this.#nearUntil) ? "wide" : "near";
    this.#isLost = false;
    this.#interval = interval;
    this.#largeAt = now;
    return this.#range;
  }

  /** What stood still has been sent by itself: for what moves, the last frame says nothing of where it was. */
  onSettled(): void {
    this.#isLost = true;
  }

  /** Takes note of what that frame took. */
  onFrame(tiles: number, bytes: number): void {
    if (tiles < LARGE) {
      return;
    }
    const isMissed = bytes > COSTLY * tiles;
    this.#isLost ||= isMissed;
    // The first frame of a movement shows what was not there before: it says nothing of the search.
    if (this.#range === "wide" && !(this.#begins && isMissed)) {
      this.#patience = isMissed
        ? Math.min(PATIENCE.longest, Math.max(PATIENCE.first, this.#patience * 2))
        : 0;
      this.#nearUntil = this.#largeAt + this.#patience;
    }
  }
}

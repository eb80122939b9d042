import type { Pace } from "./upload.ts";

/** Time, in ms, between two looks at the pictures. */
const LOOK = 50;
/** A frame that waits longer than this, in ms, has lost its place to a transfer. */
const WAITING = 25;
/** Bounds of the rate, in bytes a second. */
const LEAST = 256 * 1024;
const MOST = 4e9;
/** The most while pictures move, in bytes a second: a little more than is promised, since more takes processor time that makes pictures. */
const MOST_BESIDE = 172e6;
const LESS = 0.75;
const MORE = 1.15;
/** Without a frame on the way at any look for so long, in ms, nothing moves: on a quick line frames are there before one looks. */
const STILL = 500;
/** Bytes at a time: what goes in so many ms, within bounds. Fewer pieces take less processor time; each keeps frames waiting. */
const PIECE = { milliseconds: 2, least: 64 * 1024, most: 256 * 1024 };
/** The rate after pictures began to move, in bytes a second. */
const FIRST = 64e6;

/** What the pace needs: the clock, and how long frames wait now, in ms; `undefined` while none are on the way. */
export type PaceSources = {
  now(): number;
  waiting(): number | undefined;
  sleep(milliseconds: number): Promise<void>;
};

/**
 * Transfers take what pictures leave: as fast as it goes while nothing moves; while frames are on the way, at a rate that falls
 * as soon as they wait, and grows otherwise. All transfers of the server share it.
 */
export class TransferPace implements Pace {
  readonly #sources: PaceSources;
  #rate = MOST;
  /** When the bytes so far are paid for. */
  #paid = 0;
  #looked = Number.NEGATIVE_INFINITY;
  /** When a frame was last seen on its way. */
  #moved = Number.NEGATIVE_INFINITY;
  #taken = 0;

  constructor(sources: PaceSources) {
    this.#sources = sources;
  }

  /** Bytes a second that are allowed now. */
  get rate(): number {
    return this.#rate;
  }

  get piece(): number {
    return Math.round(Math.min(PIECE.most, Math.max(PIECE.least, (this.#rate * PIECE.milliseconds) / 1000)));
  }

  async turn(bytes: number): Promise<void> {
    const now = this.#sources.now();
    this.#look(now);
    this.#taken += bytes;
    this.#paid = Math.max(this.#paid, now - LOOK / 5) + (bytes * 1000) / this.#rate;
    // Timers are no finer than a millisecond, nor need they be.
    if (this.#paid - now >= 1) {
      await this.#sources.sleep(this.#paid - now);
    }
  }

  #look(now: number): void {
    const since = now - this.#looked;
    if (since < LOOK) {
      return;
    }
    const waiting = this.#sources.waiting();
    const got = (this.#taken * 1000) / since;
    this.#looked = now;
    this.#taken = 0;
    if (waiting !== undefined) {
      this.#moved = now;
    }
    if (now - this.#moved > STILL) {
      this.#rate = MOST;
    } else if (this.#rate === MOST) {
      this.#rate = FIRST;
    } else if (waiting !== undefined && waiting > WAITING) {
      this.#rate = Math.max(LEAST, Math.min(this.#rate, got || this.#rate) * LESS);
    } else if (got > this.#rate / 2) {
      this.#rate = Math.min(MOST_BESIDE, this.#rate * MORE);
    }
  }
}

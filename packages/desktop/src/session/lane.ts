/** Share of a line that pictures may fill: the rest empties its queue. */
const FILL = 0.85;
/** Time, in ms, that a single frame may keep the line busy. */
const LONGEST_FRAME = 80;
/** Frames a second are not brought below this for quality's sake. */
const LEAST_FPS = 8;
/** Quantizer steps behind the wished quality at which fewer frames are better, and at which more of them are. */
const TOO_COARSE = 12;
const FINE = 6;
/** How much larger than its share a frame may be at the mean before there are fewer. */
const OVER = 1.1;
/** Time, in ms, between two changes of the frame rate, and how far each goes. */
const STEP_EVERY = 250;
const DOWN = 0.8;
const UP = 1.2;
/** Capacity, bits a second, beyond which a frame is made as large as its quality asks for. */
const PLENTY = 50e6;
/** How much of a new measurement is taken over. */
const LEARN = 0.25;
/** Time, in ms, over which the use of the line is counted. */
const USE_OVER = 1000;

/** Why frames are not as many or not as good as was wished. */
export type Limit = "nothing" | "network" | "cap" | "page";

/** What a lane's leader, the viewer that can take most, allows. */
export type Leader = { capacity: number; isCapped: boolean; isPageSlow: boolean };

/** What frames of a lane are made to: how many a second, bytes of each, and of one that comes alone. */
export type LaneRate = { fps: number; bytes: number; burst: number };

/**
 * Decides how many frames a second a lane gets and how large they may be. A frame gets its share of the line; where that
 * makes it much coarser than wished, there are fewer frames, each with a larger share. Pure.
 */
export class Lane {
  #fps = 60;
  #coarser = 0;
  #bytes = 0;
  #changed = Number.NEGATIVE_INFINITY;
  #made: { at: number; bytes: number }[] = [];
  limit: Limit = "nothing";

  /** Takes note of a frame that was made; `coarser` as the encoder says, `undefined` for one that stands alone. */
  onFrame(bytes: number, coarser: number | undefined, now: number): void {
    if (coarser !== undefined) {
      this.#coarser += (coarser - this.#coarser) * LEARN;
      this.#bytes += (bytes - this.#bytes) * LEARN;
    }
    this.#made.push({ at: now, bytes });
    this.#forget(now);
  }

  /** Bits made in the last second. */
  use(now: number): number {
    this.#forget(now);
    return this.#made.reduce((sum, { bytes }) => sum + bytes, 0) * 8;
  }

  /** What the next frames are made to, at most `mostFps` a second. */
  rate({ capacity, isCapped, isPageSlow }: Leader, mostFps: number, now: number): LaneRate {
    if (now - this.#changed >= STEP_EVERY) {
      this.#changed = now;
      const budget = (capacity * FILL) / 8 / this.#fps;
      if (this.#coarser > TOO_COARSE || this.#bytes > budget * OVER) {
        this.#fps = Math.max(Math.min(LEAST_FPS, mostFps), this.#fps * DOWN);
      } else if (this.#coarser < FINE && this.#bytes <= budget) {
        this.#fps = Math.min(mostFps, this.#fps * UP);
      }
    }
    this.#fps = Math.min(this.#fps, mostFps);
    const share = capacity >= PLENTY && !isCapped ? Number.POSITIVE_INFINITY : (capacity * FILL) / 8;
    const burst = stepped((share * LONGEST_FRAME) / 1000);
    const bytes = Math.min(burst, stepped(share / this.#fps));
    const short = this.#coarser >= 1 || this.#fps < mostFps;
    this.limit = isPageSlow ? "page" : !short ? "nothing" : isCapped ? "cap" : "network";
    return { fps: Math.round(this.#fps), bytes, burst };
  }

  #forget(now: number): void {
    while (this.#made[0] && now - this.#made[0].at > USE_OVER) {
      this.#made.shift();
    }
  }
}

/** In steps of a fifth, so that not every small change is told to the encoder. */
function stepped(bytes: number): number {
  return Number.isFinite(bytes) ? Math.floor(1.2 ** Math.floor(Math.log(bytes) / Math.log(1.2))) : bytes;
}

/** Share of a line that pictures may fill: the rest empties its queue. */
const FILL = 0.85;
/** Time, in ms, that a single frame may keep the line busy. */
const LONGEST_FRAME = 80;
/** Frames a second are not brought below this for quality's sake. */
const LEAST_FPS = 8;
/** Frames a second that still look like motion: a frame gets no more of the line than lets so many of them through. */
const SMOOTH = 30;
/**
 * Quantizer steps behind the wished quality at which fewer frames are better. Video does not come there: what moves as a whole takes
 * no more in many frames than in few, where each part is found again in the frame before.
 */
const TOO_COARSE = 70;
/** Below that, there are more frames again. */
const FINE = 60;
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
/** Share of what may be used that a frame's size is steered to, and bounds of one step towards it. */
const USED = 0.85;
const TIGHTER = 0.6;
/** Below that share of use, a frame counts as one that comes alone. */
const SELDOM = 0.1;
const LOOSER = 1.3;

/** Why frames are not as many or not as good as was wished. */
export type Limit = "nothing" | "network" | "cap" | "page";

/** What a lane's leader, the viewer that can take most, allows. */
export type Leader = { capacity: number; isCapped: boolean; isPageSlow: boolean };

/** What frames of a lane are made to: how many a second, bytes of each, and of one that comes alone. */
export type LaneRate = { fps: number; bytes: number; burst: number };

/**
 * Decides how many frames a second a lane gets and how large they may be. A frame gets its share of the line, and more where
 * frames come more seldom than they might. Where the coarsest frame is larger than that, there are fewer. Pure.
 */
export class Lane {
  #fps = 60;
  #coarser = 0;
  /** What the next frame may take, and how much of that frames have taken at the mean. */
  #told = Number.POSITIVE_INFINITY;
  #taken = 0;
  /** How many shares a frame gets. */
  #shares = 1;
  #changed = Number.NEGATIVE_INFINITY;
  #made: { at: number; bytes: number }[] = [];
  #madeBytes = 0;
  limit: Limit = "nothing";

  /** Takes note of a frame that was made; `coarser` as the encoder says, `undefined` for one that stands alone. */
  onFrame(bytes: number, coarser: number | undefined, now: number): void {
    if (coarser !== undefined) {
      this.#coarser += (coarser - this.#coarser) * LEARN;
      this.#taken += (bytes / this.#told - this.#taken) * LEARN;
    }
    this.#made.push({ at: now, bytes });
    this.#madeBytes += bytes;
    this.#forget(now);
  }

  /** Bits made in the last second. */
  use(now: number): number {
    this.#forget(now);
    return this.#madeBytes * 8;
  }

  /** What the next frames are made to, at most `mostFps` a second. */
  rate({ capacity, isCapped, isPageSlow }: Leader, mostFps: number, now: number): LaneRate {
    const share = capacity >= PLENTY && !isCapped ? Number.POSITIVE_INFINITY : (capacity * FILL) / 8;
    const used = this.use(now) / 8 / share;
    if (now - this.#changed >= STEP_EVERY) {
      this.#changed = now;
      this.#step(used, mostFps);
    }
    this.#fps = Math.min(this.#fps, mostFps);
    const burst = stepped((share * LONGEST_FRAME) / 1000);
    const often = stepped((share / this.#fps) * this.#shares);
    const bytes = used < SELDOM ? burst : Math.min(burst, often);
    this.#told = bytes;
    const short = this.#coarser >= 1 || this.#fps < mostFps;
    this.limit = isPageSlow ? "page" : !short ? "nothing" : isCapped ? "cap" : "network";
    return { fps: Math.round(this.#fps), bytes, burst };
  }

  #step(used: number, mostFps: number): void {
    const towards = Math.min(LOOSER, Math.max(TIGHTER, Math.sqrt(USED / Math.max(used, 0.01))));
    // Larger ones would keep the line so busy that frames came no more often than seldom: it would stay like that.
    this.#shares = Math.max(1, Math.min(this.#fps / SMOOTH, this.#shares * towards));
    if (this.#taken > OVER || this.#coarser > TOO_COARSE) {
      this.#fps = Math.max(Math.min(LEAST_FPS, mostFps), this.#fps * DOWN);
    } else if (this.#coarser < FINE) {
      this.#fps = Math.min(mostFps, this.#fps * UP);
    }
  }

  #forget(now: number): void {
    for (let [oldest] = this.#made; oldest && now - oldest.at > USE_OVER; [oldest] = this.#made) {
      this.#madeBytes -= oldest.bytes;
      this.#made.shift();
    }
  }
}

/** In steps of a fifth, so that not every small change is told to the encoder. */
function stepped(bytes: number): number {
  return Number.isFinite(bytes) ? Math.floor(1.2 ** Math.floor(Math.log(bytes) / Math.log(1.2))) : bytes;
}

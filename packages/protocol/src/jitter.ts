/** How a {@link JitterBuffer} behaves; all in samples but the last two. */
export type JitterLimits = {
  /** Samples kept ready at the least. */
  target: number;
  /** What running dry adds to that, and the most it grows to. */
  step: number;
  most: number;
  /** Samples over the target that are dropped at once: a line that stood still has sent them late. */
  late: number;
  /** Part of the target that the mean fill may differ from it before the speed changes. */
  slack: number;
  /** Furthest from one that the speed of playing goes: half a hundredth is not heard. */
  bend: number;
};

/** For 48 kHz. */
export const JITTER: JitterLimits = {
  target: 960,
  step: 480,
  most: 9600,
  late: 4800,
  slack: 0.25,
  bend: 0.005,
};

/** Samples it can hold: a second and a third. A power of two. */
const CAPACITY = 65_536;
const MASK = CAPACITY - 1;
/** Samples around the one that is played which its value is made of: one before, two after. */
const AHEAD = 2;
/** Part of the difference that a new fill adds to the mean one. */
const SMOOTH = 0.02;
/** Samples played without running dry that take one step of the target back. */
const CALM = 480_000;

/**
 * Evens out what comes in bursts, and what comes a little too fast or too slow: plays so much faster or slower that the same
 * amount stays ready. Pure; used wherever sound from the other end is played.
 */
export class JitterBuffer {
  readonly #limits: JitterLimits;
  readonly #channels: readonly Float32Array[];
  #target: number;
  /** Samples written and played since the start; the second one has a fraction. */
  #written = 0;
  #played = 0;
  #mean = 0;
  #playing: boolean = false;
  /** What was heard has ended, so that running dry is no trouble. */
  #ended: boolean = true;
  #calm = 0;
  /** Times it ran dry in the middle of sound. */
  gaps = 0;

  /** @param least samples the player takes at once; fewer than that cannot be kept ready */
  constructor(channels: number, least: number, limits: JitterLimits = JITTER) {
    this.#limits = { ...limits, target: Math.max(limits.target, least * 2) };
    this.#channels = Array.from({ length: channels }, () => new Float32Array(CAPACITY));
    this.#target = this.#limits.target;
  }

  /** Samples that are ready. */
  get fill(): number {
    return this.#written - this.#played;
  }

  /** Adds sound, as many samples of each channel; `last` says that silence follows. */
  push(planes: readonly Float32Array[], last: boolean): void {
    const count = planes[0]?.length ?? 0;
    if (this.fill + count > CAPACITY - 2 * AHEAD) {
      this.#played = this.#written;
    }
    this.#channels.forEach((channel, c) => {
      const plane = planes[c];
      for (let i = 0; i < count; i++) {
        channel[(this.#written + i) & MASK] = plane?.[i] ?? 0;
      }
    });
    this.#written += count;
    this.#ended = last;
  }

  /** Fills each channel; with silence where there is no sound. */
  pull(planes: readonly Float32Array[]): void {
    const count = planes[0]?.length ?? 0;
    this.#decide(count);
    if (!this.#playing) {
      for (const plane of planes) {
        plane.fill(0);
      }
      return;
    }
    const speed = this.#speed();
    const playable = Math.max(0, Math.min(count, Math.ceil((this.fill - AHEAD) / speed)));
    planes.forEach((plane, c) => {
      const channel = this.#channels[c];
      for (let i = 0; i < playable; i++) {
        plane[i] = channel ? between(channel, this.#played + i * speed) : 0;
      }
      plane.fill(0, playable);
    });
    this.#played += playable * speed;
    if (playable < count) {
      this.#runDry();
    } else {
      this.#rest(count);
    }
  }

  #decide(block: number): void {
    if (!this.#playing && (this.fill >= this.#target || (this.#ended && this.fill > AHEAD))) {
      this.#playing = true;
      this.#mean = this.fill;
    }
    if (this.fill > this.#target + this.#limits.late + block) {
      this.#played = this.#written - this.#target;
      this.#mean = this.#target;
    }
  }

  #speed(): number {
    const { slack, bend } = this.#limits;
    this.#mean += (this.fill - this.#mean) * SMOOTH;
    const off = (this.#mean - this.#target) / this.#target;
    const beyond = Math.sign(off) * Math.max(0, Math.abs(off) - slack);
    return 1 + Math.max(-1, Math.min(1, beyond * 2)) * bend;
  }

  #runDry(): void {
    this.#playing = false;
    this.#played = this.#written;
    if (!this.#ended) {
      this.gaps++;
      this.#calm = 0;
      this.#target = Math.min(this.#limits.most, this.#target + this.#limits.step);
    }
  }

  #rest(samples: number): void {
    this.#calm += samples;
    if (this.#calm > CALM) {
      this.#calm = 0;
      this.#target = Math.max(this.#limits.target, this.#target - this.#limits.step);
    }
  }
}

/** The value between two samples, by the cubic through the four around it: high tones stay as loud as low ones. */
function between(samples: Float32Array, at: number): number {
  const whole = Math.floor(at);
  const t = at - whole;
  const b = samples[whole & MASK] ?? 0;
  if (t === 0) {
    return b;
  }
  const a = samples[(whole - 1) & MASK] ?? 0;
  const c = samples[(whole + 1) & MASK] ?? 0;
  const d = samples[(whole + 2) & MASK] ?? 0;
  return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
}

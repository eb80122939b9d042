import { Lateness } from "./lateness.ts";
import { type Found, mostAlike } from "./splice.ts";

/** How a {@link JitterBuffer} behaves; all in samples but the last. */
export type JitterLimits = {
  /** Samples kept ready at the least, and the most that grows to where parts come late. */
  target: number;
  most: number;
  /** Samples over the target that are dropped at once: a line that stood still has sent them late. */
  late: number;
  /** Samples that the mean fill may differ from the target before the speed changes, until it differs no more. */
  slack: number;
  /** Where nothing comes, what was heard last is played on: as loud as before for so long, then fading, and silent after so long. */
  hold: number;
  longest: number;
  /** Furthest from one that the speed of playing goes: half a hundredth is not heard. */
  bend: number;
};

/** For 48 kHz. */
export const JITTER: JitterLimits = {
  target: 960,
  most: 14_400,
  late: 9600,
  slack: 240,
  hold: 2880,
  longest: 9600,
  bend: 0.005,
};

/** Samples it can hold: a second and a third. A power of two. */
const CAPACITY = 65_536;
const MASK = CAPACITY - 1;
/** Samples after the one that is played which its value is made of. */
const AHEAD = 2;
/** Samples that were played and are kept: what is played on is made of them. */
const BEHIND = 2400;
/** Part of the difference that a new fill adds to the mean one. */
const SMOOTH = 0.02;
/** Shortest and longest piece that is played again, in samples: 5 to 20 ms, a few periods of most sounds. */
const PIECE = { least: 240, most: 960 };
/** Samples around the place to go to in which the best one is looked for. */
const AROUND = 480;
/** Samples over which what differs at a seam fades. */
const SEAM = 240;
/** Samples over the target of which pieces are left out, and those between two looks for a place to do so. */
const SURPLUS = 960;
const LOOK = 2400;
/** How alike both ends of what is left out have to be at first, and by how much less after each look that found none. */
const LIKENESS = { first: 0.95, less: 0.05 };

/**
 * Evens out what comes in bursts, and what comes a little too fast or too slow. It keeps as much ready as the last minute has shown to be needed,
 * plays that much in by going a little faster or slower, leaves out short pieces where there is far more, and bridges what comes later still by
 * playing on what was heard last. Pure; used wherever sound from the other end is played.
 */
export class JitterBuffer {
  readonly #limits: JitterLimits;
  readonly #least: number;
  readonly #channels: readonly Float32Array[];
  /** The sum of the channels, which is what places are compared by. */
  readonly #sum = new Float32Array(CAPACITY);
  readonly #lateness: Lateness;
  #target: number;
  /** Samples written, and the place in them that is played; the second one has a fraction. */
  #written = 0;
  #place = 0;
  /** Samples given since the start, silence included. */
  #given = 0;
  #mean = 0;
  /** Whether it plays faster (1) or slower (-1), until the target is reached. */
  #bending = 0;
  #playing: boolean = false;
  /** What was heard has ended, so that running dry is no trouble. */
  #ended: boolean = true;
  /** Samples played again since it ran dry, and the place where it did. */
  #bridged = 0;
  #dryAt = 0;
  #gain = 1;
  /** What each channel gave last, and by how much that differed at the last seam, which lies `#sinceSeam` samples back. */
  readonly #last: Float32Array;
  readonly #step: Float32Array;
  #sinceSeam = SEAM;
  /** When a piece to leave out is looked for next, in samples given, and how often none was found. */
  #look = 0;
  #looks = 0;
  /** Times it fell silent in the middle of sound, or left out all that was late. */
  gaps = 0;
  /** Times it ran dry in the middle of sound and played on what was heard last; those that ended in silence are gaps too. */
  bridges = 0;
  /** Times it left out a piece of 5 to 20 ms, to play with less delay again. */
  cuts = 0;

  /** @param least samples the player takes at once; fewer than that cannot be kept ready */
  constructor(channels: number, least: number, limits: JitterLimits = JITTER) {
    this.#limits = { ...limits, target: Math.max(limits.target, least * 2) };
    this.#least = least;
    this.#lateness = new Lateness(limits.most, limits.hold);
    this.#channels = Array.from({ length: channels }, () => new Float32Array(CAPACITY));
    this.#last = new Float32Array(channels);
    this.#step = new Float32Array(channels);
    this.#target = this.#limits.target;
  }

  /** Samples that are ready. */
  get fill(): number {
    return this.#written - this.#place;
  }

  /** Samples it tries to keep ready. */
  get target(): number {
    return this.#target;
  }

  /** Adds sound, as many samples of each channel; `last` says that silence follows. */
  push(planes: readonly Float32Array[], last: boolean): void {
    const count = planes[0]?.length ?? 0;
    if (this.fill + count > CAPACITY - BEHIND) {
      this.#catchUp();
    }
    this.#learn(count);
    this.#channels.forEach((channel, c) => {
      const plane = planes[c];
      for (let i = 0; i < count; i++) {
        channel[(this.#written + i) & MASK] = plane?.[i] ?? 0;
      }
    });
    for (let i = 0; i < count; i++) {
      const at = (this.#written + i) & MASK;
      this.#sum[at] = this.#channels.reduce((sum, channel) => sum + (channel[at] ?? 0), 0);
    }
    this.#written += count;
    this.#ended = last;
  }

  /** Fills each channel; with silence where there is no sound. */
  pull(planes: readonly Float32Array[]): void {
    const count = planes[0]?.length ?? 0;
    this.#decide(count);
    const speed = this.#playing ? this.#speed() : 1;
    let at = 0;
    while (at < count && this.#playing) {
      if (this.fill <= AHEAD && !this.#bridge()) {
        break;
      }
      this.#play(planes, at++);
      this.#place += speed;
    }
    for (const plane of planes) {
      plane.fill(0, at);
    }
    this.#given += count;
  }

  /** Adapts what is kept ready to how late parts come. */
  #learn(count: number): void {
    if (this.#ended) {
      this.#lateness.restart();
    }
    this.#lateness.learn(this.#written, count, this.#given);
    const { target, most, slack } = this.#limits;
    const needed = this.#lateness.spread + count / 2 + this.#least + slack;
    this.#target = Math.max(target, Math.min(most, needed));
  }

  #decide(block: number): void {
    const target = Math.floor(this.#target);
    if (this.fill > target + this.#limits.late + block) {
      this.#catchUp();
    }
    if (!this.#playing && (this.fill >= target || (this.#ended && this.fill > AHEAD))) {
      this.#playing = true;
      this.#mean = this.fill;
    }
    if (this.#playing && this.#mean > target + SURPLUS && this.#given >= this.#look) {
      this.#shorten(Math.min(PIECE.most, Math.floor(this.fill) - target));
    }
  }

  /** Leaves out what is late, all at once. */
  #catchUp(): void {
    this.gaps += this.#playing ? 1 : 0;
    const there = this.#written - Math.floor(this.#target);
    this.#goTo(this.#alike(there - AROUND, there).place, this.#playing);
    this.#mean = this.fill;
  }

  /** Leaves out a piece, no longer than `most`, where that is heard least; where it would be heard now, the next look is less strict. */
  #shorten(most: number): void {
    this.#look = this.#given + LOOK;
    if (most < PIECE.least || this.#bridged > 0) {
      return;
    }
    const here = this.#place;
    const { place, likeness } = this.#alike(here + most, here + PIECE.least);
    if (likeness < LIKENESS.first - LIKENESS.less * this.#looks++) {
      return;
    }
    this.#goTo(place, true);
    this.#mean -= place - here;
    this.#look = this.#given + LOOK * 4;
    this.#looks = 0;
    this.cuts++;
  }

  #speed(): number {
    const { slack, bend } = this.#limits;
    this.#mean += (this.fill - this.#mean) * SMOOTH;
    const off = this.#mean - this.#target;
    if (Math.abs(off) > slack) {
      this.#bending = Math.sign(off);
    } else if (off * this.#bending <= 0) {
      this.#bending = 0;
    }
    return 1 + this.#bending * bend * Math.max(0.2, Math.min(1, Math.abs(off) / slack));
  }

  #play(planes: readonly Float32Array[], at: number): void {
    if (this.#bridged > 0 && this.#place > this.#dryAt) {
      this.#bridged = 0;
    }
    const { hold, longest } = this.#limits;
    this.#gain =
      this.#bridged > hold
        ? Math.max(0, this.#gain - 1 / (longest - hold))
        : this.#bridged === 0
          ? Math.min(1, this.#gain + 1 / SEAM)
          : this.#gain;
    const seam = Math.max(0, 1 - this.#sinceSeam++ / SEAM);
    planes.forEach((plane, c) => {
      const channel = this.#channels[c];
      const value = (channel ? between(channel, this.#place) : 0) + seam * (this.#step[c] ?? 0);
      this.#last[c] = value;
      plane[at] = value * this.#gain;
    });
  }

  /** Goes back to play the last piece once more, until something comes; whether it did. */
  #bridge(): boolean {
    if (this.#ended || this.#bridged >= this.#limits.longest) {
      this.gaps += this.#ended ? 0 : 1;
      this.#gain = this.#ended ? 1 : 0;
      this.#playing = false;
      this.#place = this.#written;
      this.#bridged = 0;
      this.#sinceSeam = SEAM;
      return false;
    }
    if (this.#bridged === 0) {
      this.bridges++;
    }
    const here = this.#place;
    const there = this.#alike(here - PIECE.most, here - PIECE.least).place;
    this.#dryAt = here;
    this.#bridged += here - there;
    this.#goTo(there, true);
    return true;
  }

  /** Of these places, the one to go on at, the first one rather; a whole number of samples from here. */
  #alike(first: number, last: number): Found {
    const here = this.#place;
    const from = Math.floor(here);
    const way = here - from;
    const found = mostAlike(this.#sum, from, Math.ceil(first - way), Math.floor(last - way));
    return { ...found, place: found.place + way };
  }

  /** Goes on at another place, without a step that is heard where something was. */
  #goTo(place: number, seam: boolean): void {
    this.#channels.forEach((channel, c) => {
      this.#step[c] = seam ? (this.#last[c] ?? 0) - between(channel, place - 1) : 0;
    });
    this.#sinceSeam = 0;
    this.#place = place;
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

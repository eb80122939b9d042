/** Bounds of {@link Flow}; times in ms. */
export type FlowLimits = {
  /** Frames on the way, beyond those the round trip needs, before no further one is made for this viewer. */
  ahead: number;
  /** Age of the oldest frame on the way, beyond the round trip, before no further one is made. */
  delay: number;
  /** The same after which the viewer is left out until it has caught up. */
  stall: number;
  /** Bytes in the socket's buffer before no further frame is made; eight times as many leave the viewer out. */
  buffered: number;
  /** Without any word for so long, frames on the way count as lost. Doubles each time nothing comes back. */
  lost: number;
};

/** What was found good on loopback and on slow links. */
export const FLOW_LIMITS: FlowLimits = {
  ahead: 3,
  delay: 100,
  stall: 400,
  buffered: 128 * 1024,
  lost: 1500,
};

/** Frames a second that the round trip is counted in. */
const FPS = 60;
/** Frames on the way, as a multiple of what is allowed, that leave the viewer out. */
const OVERFLOW = 3;
const LONGEST_LOST = 12_000;

/**
 * One viewer's side of the relay: which frames are on the way to it, whether it can take another, whether it must begin anew.
 * Pure: time comes in as ms on any rising clock.
 */
export class Flow {
  readonly #limits: FlowLimits;
  readonly #onTheWay: { frame: number; sent: number }[] = [];
  /** Smallest round trip seen, creeping up so that a changed path is learnt. */
  #roundTrip = 0;
  #needsKey: boolean = true;
  #lost: number;

  constructor(limits: FlowLimits = FLOW_LIMITS) {
    this.#limits = limits;
    this.#lost = limits.lost;
  }

  get roundTrip(): number {
    return this.#roundTrip;
  }

  get onTheWay(): number {
    return this.#onTheWay.length;
  }

  /** The viewer cannot use anything but a key frame. */
  get needsKey(): boolean {
    return this.#needsKey;
  }

  /** The viewer's decoder has to start anew: what is on the way no longer counts. */
  restart(): void {
    this.#needsKey = true;
    this.#onTheWay.length = 0;
  }

  /** A frame is shown; everything up to it has left the way. */
  onShown(frame: number, now: number): void {
    const index = this.#onTheWay.findIndex(one => one.frame === frame);
    const found = this.#onTheWay[index];
    if (!found) {
      return;
    }
    this.#onTheWay.splice(0, index + 1);
    const sample = now - found.sent;
    const risen = this.#roundTrip * 1.02 + 0.1;
    this.#roundTrip = this.#roundTrip === 0 ? sample : Math.min(sample, risen);
    this.#lost = this.#limits.lost;
  }

  /** Whether a frame made now would find its way soon: the measure the capture is paced by. */
  ready(now: number, buffered: number): boolean {
    this.#forgetLost(now);
    if (buffered > this.#limits.buffered) {
      return false;
    }
    if (this.#needsKey) {
      return this.#onTheWay.length === 0;
    }
    return this.#onTheWay.length < this.#allowed() && this.#age(now) <= this.#limits.delay;
  }

  /** Whether to send this frame. Falling too far behind drops the viewer to the next key frame it can take. */
  offer(frame: number, key: boolean, now: number, buffered: number): boolean {
    this.#forgetLost(now);
    const behind =
      buffered > this.#limits.buffered * 8 ||
      this.#onTheWay.length >= this.#allowed() * OVERFLOW ||
      this.#age(now) > this.#limits.stall;
    if (behind) {
      this.#needsKey = true;
      return false;
    }
    if (this.#needsKey && !(key && buffered <= this.#limits.buffered)) {
      return false;
    }
    this.#needsKey = false;
    this.#onTheWay.push({ frame, sent: now });
    return true;
  }

  /** When {@link ready} may change by time alone; `undefined` where only a word from the viewer can change it. */
  lostAt(): number | undefined {
    const newest = this.#onTheWay.at(-1);
    return newest && newest.sent + this.#lost;
  }

  #allowed(): number {
    return this.#limits.ahead + Math.ceil((this.#roundTrip * FPS) / 1000);
  }

  /** How much longer than the round trip the oldest frame has been on the way. */
  #age(now: number): number {
    const oldest = this.#onTheWay[0];
    return oldest ? now - oldest.sent - this.#roundTrip : 0;
  }

  #forgetLost(now: number): void {
    const lostAt = this.lostAt();
    if (lostAt !== undefined && now >= lostAt) {
      this.restart();
      this.#lost = Math.min(LONGEST_LOST, this.#lost * 2);
    }
  }
}

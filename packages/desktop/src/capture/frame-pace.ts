/**
 * What changes at just the wished rate would wait for its turn each time by as much as it happened to at first: up to a whole interval.
 * So the turns follow the changes, by this share of what those wait more or less than `aim` ms, and at most by a share of the interval.
 * They wait for so long to let what comes unevenly go out evenly, and what the X server tells in parts be one.
 */
const FOLLOW = { aim: 2, share: 0.1, most: 0.03 };

/** When the next frame of a stream may be made; times in ms on any one clock. Pure. */
export class FramePace {
  #dueAt = Number.NEGATIVE_INFINITY;

  get dueAt(): number {
    return this.#dueAt;
  }

  /**
   * A frame was made at `now`, one of `fps` a second as was wished; frames come up to 3 % faster. `since`: when the first change was seen that it
   * shows; left out for one that shows none.
   */
  onFrame(now: number, fps: number, since = Number.NEGATIVE_INFINITY): void {
    const interval = 1000 / fps;
    const waited = this.#dueAt - since;
    const most = FOLLOW.most * interval;
    const shift = Math.abs(waited) < interval ? FOLLOW.share * (waited - FOLLOW.aim) : 0;
    // One frame that came late does not make the next ones late: the turns stay, but for one interval.
    const next = Math.max(this.#dueAt, now - interval) + interval;
    this.#dueAt = next - Math.min(most, Math.max(-most, shift));
  }
}

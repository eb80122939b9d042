/** Frames of silence that are still sent, so that what was heard dies away in the decoder too. */
const TAIL = 20;

/** Decides which frames are worth sending: none of silence, but for the first few after sound. */
export class SilenceGate {
  #quiet = TAIL + 1;

  /** `skip` a frame, `send` it, or send it as the `last` of what was heard. */
  judge(samples: Int16Array): "skip" | "send" | "last" {
    if (samples.some(sample => sample !== 0)) {
      this.#quiet = 0;
      return "send";
    }
    this.#quiet = Math.min(TAIL + 1, this.#quiet + 1);
    return this.#quiet < TAIL ? "send" : this.#quiet === TAIL ? "last" : "skip";
  }
}

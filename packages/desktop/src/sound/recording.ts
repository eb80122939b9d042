import { SOUND_FRAME, SOUND_RATE } from "@porthole/protocol";
import type { Ear } from "./ear.ts";
import type { Pulse, RecordStream } from "./pulse/pulse.ts";

/** Bytes of a frame, 10 ms, and of a millisecond. */
const FRAME = SOUND_FRAME * 4;
const MILLISECOND = (SOUND_RATE * 4) / 1000;
/** What PulseAudio gives at a time, in bytes: while there is sound, and while there was none for some time. */
const SHORT = FRAME;
const LONG = FRAME * 5;
/** Bytes of silence, two seconds of it, after which it comes in long parts. */
const QUIET = FRAME * 200;

/** What is recorded of a device, for an ear. Programs that only keep their stream open and play silence cost a fifth of those that play. */
export class Recording implements Disposable {
  readonly #ear: Ear;
  readonly #rests: boolean;
  #stream: RecordStream | undefined;
  #quiet = 0;
  /** What has come in a long part and is not heard yet: it is passed on as if it had come in short ones. */
  #ahead: Buffer[] = [];
  /** When the first of it came, in ms, and the bytes that were heard since. */
  #begun = Number.NEGATIVE_INFINITY;
  #heard = 0;
  #timer: NodeJS.Timeout | undefined;

  private constructor(ear: Ear, rests: boolean) {
    this.#ear = ear;
    this.#rests = rests;
  }

  /**
   * Begins to record. Where it `rests`, silence comes in long parts: not of a device that takes back what it has handed over, since a sound that
   * begins would be missing in them.
   * @throws Error where there is no such device
   */
  static async open(pulse: Pulse, device: string, ear: Ear, rests: boolean): Promise<Recording> {
    const recording = new Recording(ear, rests);
    const spec = { device, rate: SOUND_RATE, channels: 2, part: SHORT } as const;
    recording.#stream = await pulse.record(spec, data => recording.#receive(data));
    return recording;
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    this.#stream?.[Symbol.dispose]();
  }

  get #isLong(): boolean {
    return this.#rests && this.#quiet >= QUIET;
  }

  #receive(data: Buffer): void {
    const now = performance.now();
    const isSilent = data.every(byte => byte === 0);
    const wasLong = this.#isLong;
    this.#quiet = isSilent ? this.#quiet + data.length : 0;
    const isLong = this.#isLong;
    if (isLong !== wasLong) {
      this.#stream?.setPart(isLong ? LONG : SHORT);
    }
    if (wasLong && !isLong) {
      this.#begun = now;
      this.#heard = 0;
      clearInterval(this.#timer);
      this.#timer = setInterval(() => this.#hearDue(), FRAME / MILLISECOND);
    }
    // A long part may come in pieces.
    if (this.#ahead.length > 0 || now - this.#begun < LONG / MILLISECOND) {
      for (let at = 0; at < data.length; at += FRAME) {
        this.#ahead.push(data.subarray(at, at + FRAME));
      }
      this.#hearDue();
    } else {
      this.#ear.hear(data);
    }
  }

  /** Passes a long part on at the pace of sound: what follows comes at that pace, and would be late after one that was heard at once. */
  #hearDue(): void {
    const passed = performance.now() - this.#begun;
    while (this.#heard / MILLISECOND <= passed) {
      const part = this.#ahead.shift();
      if (!part) {
        break;
      }
      this.#ear.hear(part);
      this.#heard += part.length;
    }
    if (this.#ahead.length === 0 && passed >= LONG / MILLISECOND) {
      clearInterval(this.#timer);
    }
  }
}

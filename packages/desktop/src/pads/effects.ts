import { EVENT } from "./pad-state.ts";

/** Types of records that native/pads.c and native/uinput-pads.c send beside those of the kernel: an effect is there, or no more. */
const UPLOAD = 0x7ffe;
const ERASE = 0x7ffd;
/** `FF_GAIN`: effects have smaller codes. */
const GAIN = 0x60;
const MOST = 0xffff;

/** Motors to 65535, for so many ms. */
export type Rumble = { strong: number; weak: number; duration: number };

type Effect = { strong: number; weak: number; length: number };

/** What one program's writes to a pad's device mean: it uploads effects, then plays and stops them. */
export class Effects {
  readonly #word: 4 | 8;
  readonly #effects = new Map<number, Effect>();
  #rest: Buffer = Buffer.alloc(0);
  #gain = MOST;
  #playing: number | undefined;

  /** `word` is the number of bytes of a word in the program, which decides how records are laid out. */
  constructor(word: 4 | 8) {
    this.#word = word;
  }

  /** Takes bytes as they come; gives the rumble that has to be now, `undefined` where nothing changes. */
  take(data: Buffer): Rumble | undefined {
    const size = 2 * this.#word + 8;
    let bytes = this.#rest.length > 0 ? Buffer.concat([this.#rest, data]) : data;
    let rumble: Rumble | undefined;
    while (bytes.length >= size) {
      rumble = this.#record(bytes.subarray(0, size)) ?? rumble;
      bytes = bytes.subarray(size);
    }
    this.#rest = Buffer.from(bytes);
    return rumble;
  }

  #record(record: Buffer): Rumble | undefined {
    const at = 2 * this.#word;
    const [type, code, value] = [
      record.readUInt16LE(at),
      record.readUInt16LE(at + 2),
      record.readInt32LE(at + 4),
    ];
    if (type === UPLOAD) {
      const [strong, weak, length] = [0, 2, 4].map(offset => record.readUInt16LE(offset));
      this.#effects.set(code, { strong: strong ?? 0, weak: weak ?? 0, length: length ?? 0 });
      return this.#playing === code ? this.#play(code, 1) : undefined;
    }
    if (type === ERASE) {
      this.#effects.delete(code);
      return this.#playing === code ? this.#stop() : undefined;
    }
    if (type !== EVENT.effect) {
      return undefined;
    }
    if (code === GAIN) {
      this.#gain = Math.max(0, Math.min(MOST, value));
      return undefined;
    }
    return value > 0 ? this.#play(code, value) : this.#playing === code ? this.#stop() : undefined;
  }

  #play(code: number, times: number): Rumble | undefined {
    const effect = this.#effects.get(code);
    if (!effect) {
      return undefined;
    }
    this.#playing = code;
    const gain = this.#gain / MOST;
    // A length of 0 means until it is stopped.
    const duration = effect.length === 0 ? MOST : Math.min(MOST, effect.length * times);
    return { strong: Math.round(effect.strong * gain), weak: Math.round(effect.weak * gain), duration };
  }

  #stop(): Rumble {
    this.#playing = undefined;
    return { strong: 0, weak: 0, duration: 0 };
  }
}

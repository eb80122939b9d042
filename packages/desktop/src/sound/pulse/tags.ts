/**
 * The way PulseAudio's native protocol writes values: each has a letter before it that says what follows, numbers are big-endian
 * (PulseAudio's pulsecore/tagstruct.h).
 */
const TAG = {
  text: 0x74,
  noText: 0x4e,
  u32: 0x4c,
  usec: 0x55,
  yes: 0x31,
  no: 0x30,
  bytes: 0x78,
  sampleSpec: 0x61,
  channelMap: 0x6d,
  volume: 0x76,
  properties: 0x50,
} as const;

/** 16-bit little-endian samples (`PA_SAMPLE_S16LE`). */
const S16LE = 3;
/** Positions of one channel, and of two (`PA_CHANNEL_POSITION_*`). */
const MONO = [0];
const STEREO = [1, 2];
/** The volume at which nothing is changed (`PA_VOLUME_NORM`). */
const FULL_VOLUME = 0x10000;

/** How samples of a stream look: 16 bits each. */
export type SampleSpec = { rate: number; channels: 1 | 2 };

/** Writes values one after another. */
export class TagWriter {
  readonly #parts: Buffer[] = [];

  u32(value: number): this {
    const bytes = Buffer.alloc(5);
    bytes[0] = TAG.u32;
    bytes.writeUInt32BE(value, 1);
    return this.#add(bytes);
  }

  text(value: string | undefined): this {
    return this.#add(
      value === undefined ? Buffer.of(TAG.noText) : Buffer.from(`${String.fromCharCode(TAG.text)}${value}\0`),
    );
  }

  bool(...values: boolean[]): this {
    return this.#add(Buffer.from(values.map(value => (value ? TAG.yes : TAG.no))));
  }

  bytes(value: Uint8Array): this {
    const head = Buffer.alloc(5);
    head[0] = TAG.bytes;
    head.writeUInt32BE(value.length, 1);
    return this.#add(head).#add(Buffer.from(value));
  }

  /** Format and channels of a stream: a sample spec and its channel map. */
  samples({ rate, channels }: SampleSpec): this {
    const spec = Buffer.from([TAG.sampleSpec, S16LE, channels, 0, 0, 0, 0]);
    spec.writeUInt32BE(rate, 3);
    return this.#add(spec).#add(Buffer.from([TAG.channelMap, channels, ...(channels === 1 ? MONO : STEREO)]));
  }

  /** Full volume on each channel. */
  fullVolume(channels: number): this {
    const bytes = Buffer.alloc(2 + channels * 4);
    bytes[0] = TAG.volume;
    bytes[1] = channels;
    for (let i = 0; i < channels; i++) {
      bytes.writeUInt32BE(FULL_VOLUME, 2 + i * 4);
    }
    return this.#add(bytes);
  }

  properties(values: Readonly<Record<string, string>>): this {
    this.#add(Buffer.of(TAG.properties));
    for (const [name, value] of Object.entries(values)) {
      const bytes = Buffer.from(`${value}\0`);
      this.text(name).u32(bytes.length).bytes(bytes);
    }
    return this.text(undefined);
  }

  finish(): Buffer {
    return Buffer.concat(this.#parts);
  }

  #add(bytes: Buffer): this {
    this.#parts.push(bytes);
    return this;
  }
}

/** Reads values one after another; each has to be of the kind that is asked for. @throws Error where it is not, or nothing is left */
export class TagReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  u32(): number {
    this.#expect(TAG.u32);
    return this.#number();
  }

  text(): string | undefined {
    if (this.#bytes[this.#at] === TAG.noText) {
      this.#at++;
      return undefined;
    }
    this.#expect(TAG.text);
    const end = this.#bytes.indexOf(0, this.#at);
    if (end < 0) {
      throw new Error("PulseAudio sent a text without an end");
    }
    const text = this.#bytes.toString("utf8", this.#at, end);
    this.#at = end + 1;
    return text;
  }

  bool(): boolean {
    const tag = this.#bytes[this.#at];
    if (tag !== TAG.yes && tag !== TAG.no) {
      throw unexpected(TAG.yes, tag);
    }
    this.#at++;
    return tag === TAG.yes;
  }

  bytes(): Buffer {
    this.#expect(TAG.bytes);
    const length = this.#number();
    return this.#take(length);
  }

  /** A time in microseconds. */
  usec(): number {
    this.#expect(TAG.usec);
    return Number(this.#take(8).readBigUInt64BE());
  }

  /** Passes over a sample spec and its channel map. */
  skipSamples(): void {
    this.#expect(TAG.sampleSpec);
    this.#take(6);
    this.#expect(TAG.channelMap);
    this.#take(this.#take(1)[0] ?? 0);
  }

  /** Passes over the volume of each channel. */
  skipVolume(): void {
    this.#expect(TAG.volume);
    this.#take((this.#take(1)[0] ?? 0) * 4);
  }

  properties(): ReadonlyMap<string, string> {
    this.#expect(TAG.properties);
    const values = new Map<string, string>();
    for (let name = this.text(); name !== undefined; name = this.text()) {
      this.u32();
      values.set(name, this.bytes().toString("utf8").replace(/\0$/, ""));
    }
    return values;
  }

  #expect(tag: number): void {
    const found = this.#bytes[this.#at];
    if (found !== tag) {
      throw unexpected(tag, found);
    }
    this.#at++;
  }

  #number(): number {
    return this.#take(4).readUInt32BE();
  }

  #take(length: number): Buffer {
    if (this.#at + length > this.#bytes.length) {
      throw new Error("PulseAudio sent a message that ends early");
    }
    this.#at += length;
    return this.#bytes.subarray(this.#at - length, this.#at);
  }
}

function unexpected(wanted: number, found: number | undefined): Error {
  const name = (tag: number) => JSON.stringify(String.fromCharCode(tag));
  const what = found === undefined ? "nothing" : name(found);
  return new Error(`PulseAudio sent ${what} where ${name(wanted)} belongs`);
}

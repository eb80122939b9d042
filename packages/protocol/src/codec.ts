/**
 * Binary message codec: one type byte, then fields in declared order, little-endian, nothing after the last.
 * A message's TypeScript type follows from its fields, so both ends agree by construction.
 */

/** Why bytes were refused. */
export class ProtocolError extends Error {
  override readonly name = "ProtocolError";
}

/** One field: what it is called, how large it is, how it is written, how it is read. */
export type Field<T> = {
  /** As docs/protocol.md names it: `u16`, `list of u32`. */
  readonly label: string;
  /** Bytes `value` takes. */
  size(value: T): number;
  write(view: Writer, value: T): void;
  read(view: Reader): T;
};

/** A cursor over a buffer being written. */
export class Writer {
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly view: DataView;
  at = 0;

  constructor(size: number) {
    this.bytes = new Uint8Array(size);
    this.view = new DataView(this.bytes.buffer);
  }

  /** Moves on by `count` bytes and gives where they start. */
  skip(count: number): number {
    const start = this.at;
    this.at += count;
    return start;
  }
}

/** A cursor over received bytes; reading past the end throws {@link ProtocolError}. */
export class Reader {
  readonly bytes: Uint8Array;
  readonly view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get left(): number {
    return this.bytes.byteLength - this.at;
  }

  /** Moves on by `count` bytes and gives where they start. */
  skip(count: number): number {
    if (count > this.left) {
      throw new ProtocolError(`message ends ${count - this.left} bytes early`);
    }
    const start = this.at;
    this.at += count;
    return start;
  }
}

function number(
  label: string,
  bytes: number,
  least: number,
  most: number,
  set: (view: DataView, at: number, value: number) => void,
  get: (view: DataView, at: number) => number,
): Field<number> {
  return {
    label,
    size: () => bytes,
    write(writer, value) {
      if (!(value >= least && value <= most)) {
        throw new RangeError(`${value} is not between ${least} and ${most}`);
      }
      set(writer.view, writer.skip(bytes), value);
    },
    read: reader => get(reader.view, reader.skip(bytes)),
  };
}

/** Unsigned integer of 8 bits. */
export const u8 = number(
  "u8",
  1,
  0,
  0xff,
  (v, at, x) => v.setUint8(at, x),
  (v, at) => v.getUint8(at),
);
/** Unsigned integer of 16 bits. */
export const u16 = number(
  "u16",
  2,
  0,
  0xffff,
  (v, at, x) => v.setUint16(at, x, true),
  (v, at) => v.getUint16(at, true),
);
/** Signed integer of 16 bits. */
export const i16 = number(
  "i16",
  2,
  -0x8000,
  0x7fff,
  (v, at, x) => v.setInt16(at, x, true),
  (v, at) => v.getInt16(at, true),
);
/** Unsigned integer of 32 bits. */
export const u32 = number(
  "u32",
  4,
  0,
  0xffffffff,
  (v, at, x) => v.setUint32(at, x, true),
  (v, at) => v.getUint32(at, true),
);
/** IEEE 754 double; used for times in milliseconds. */
export const f64: Field<number> = {
  label: "f64",
  size: () => 8,
  write: (writer, value) => writer.view.setFloat64(writer.skip(8), value, true),
  read: reader => reader.view.getFloat64(reader.skip(8), true),
};
/** One byte, 0 or 1; any other value is refused. */
export const bool: Field<boolean> = {
  label: "bool",
  size: () => 1,
  write: (writer, value) => writer.view.setUint8(writer.skip(1), value ? 1 : 0),
  read(reader) {
    const value = u8.read(reader);
    if (value > 1) {
      throw new ProtocolError(`a boolean of ${value}`);
    }
    return value === 1;
  },
};

/** The last field: everything up to the end. Read without a copy, so it lives as long as the message's buffer. */
export const rest: Field<Uint8Array> = {
  label: "rest",
  size: value => value.byteLength,
  write(writer, value) {
    writer.bytes.set(value, writer.skip(value.byteLength));
  },
  read(reader) {
    const count = reader.left;
    const start = reader.skip(count);
    return reader.bytes.subarray(start, start + count);
  },
};

/** UTF-8, behind its length in bytes as u16. */
export const text: Field<string> = {
  label: "text",
  size: value => 2 + utf8Length(value),
  write(writer, value) {
    const bytes = utf8Encode(value);
    u16.write(writer, bytes.length);
    writer.bytes.set(bytes, writer.skip(bytes.length));
  },
  read(reader) {
    const count = u16.read(reader);
    const start = reader.skip(count);
    return utf8Decode(reader.bytes.subarray(start, start + count));
  },
};

/** Up to 255 values of one field, behind their count as u8. */
export function listOf<T>(field: Field<T>): Field<readonly T[]> {
  return {
    label: `list of ${field.label}`,
    size: values => values.reduce((sum, value) => sum + field.size(value), 1),
    write(writer, values) {
      u8.write(writer, values.length);
      for (const value of values) {
        field.write(writer, value);
      }
    },
    read: reader => Array.from({ length: u8.read(reader) }, () => field.read(reader)),
  };
}

/** The value a field carries. */
export type Value<F> = F extends Field<infer T> ? T : never;
/** Fields in the order they stand on the wire. */
// biome-ignore lint/suspicious/noExplicitAny: a table of fields of unlike types
export type Fields = Record<string, Field<any>>;
/** A table of messages by name, each with its type byte and fields. */
export type Schema = Record<string, { type: number; fields: Fields }>;
/** Any message of a schema, discriminated by `kind`. */
export type MessageOf<S extends Schema> = {
  [K in keyof S & string]: { kind: K } & { [F in keyof S[K]["fields"]]: Value<S[K]["fields"][F]> };
}[keyof S & string];

/** Encoder and decoder of one direction. */
export type Codec<S extends Schema> = {
  /** @throws RangeError where a value does not fit its field. */
  encode(message: MessageOf<S>): Uint8Array<ArrayBuffer>;
  /** @throws ProtocolError where the bytes are no message of this schema. */
  decode(bytes: Uint8Array): MessageOf<S>;
};

/** Builds the codec of one direction; type bytes must be unique. */
export function codecOf<S extends Schema>(schema: S): Codec<S> {
  const byType = new Map<number, { kind: string; fields: [string, Field<unknown>][] }>();
  for (const [kind, { type, fields }] of Object.entries(schema)) {
    if (byType.has(type)) {
      throw new TypeError(`type 0x${type.toString(16)} is given twice`);
    }
    byType.set(type, { kind, fields: Object.entries(fields) });
  }
  return {
    encode(message) {
      const entry = schema[message.kind];
      if (!entry) {
        throw new TypeError(`no message ${message.kind}`);
      }
      const values = message as Record<string, unknown>;
      const fields = Object.entries(entry.fields);
      let size = 1;
      for (const [name, field] of fields) {
        size += field.size(values[name]);
      }
      const writer = new Writer(size);
      u8.write(writer, entry.type);
      for (const [name, field] of fields) {
        field.write(writer, values[name]);
      }
      return writer.bytes;
    },
    decode(bytes) {
      const reader = new Reader(bytes);
      const type = u8.read(reader);
      const entry = byType.get(type);
      if (!entry) {
        throw new ProtocolError(`unknown message type 0x${type.toString(16)}`);
      }
      const message: Record<string, unknown> = { kind: entry.kind };
      for (const [name, field] of entry.fields) {
        message[name] = field.read(reader);
      }
      if (reader.left > 0) {
        throw new ProtocolError(`${reader.left} bytes after the end of ${entry.kind}`);
      }
      return message as MessageOf<S>;
    },
  };
}

function utf8Length(value: string): number {
  let length = 0;
  for (const character of value) {
    const point = character.codePointAt(0) ?? 0;
    length += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
  }
  return length;
}

/** UTF-8 by hand: TextEncoder belongs to no pure `lib`. A lone surrogate becomes U+FFFD, as in the Encoding standard. */
function utf8Encode(value: string): Uint8Array {
  const bytes = new Uint8Array(utf8Length(value));
  let at = 0;
  for (const character of value) {
    let point = character.codePointAt(0) ?? 0;
    if (point >= 0xd800 && point <= 0xdfff) {
      point = 0xfffd;
    }
    if (point < 0x80) {
      bytes[at++] = point;
    } else if (point < 0x800) {
      bytes[at++] = 0xc0 | (point >> 6);
      bytes[at++] = 0x80 | (point & 63);
    } else if (point < 0x10000) {
      bytes[at++] = 0xe0 | (point >> 12);
      bytes[at++] = 0x80 | ((point >> 6) & 63);
      bytes[at++] = 0x80 | (point & 63);
    } else {
      bytes[at++] = 0xf0 | (point >> 18);
      bytes[at++] = 0x80 | ((point >> 12) & 63);
      bytes[at++] = 0x80 | ((point >> 6) & 63);
      bytes[at++] = 0x80 | (point & 63);
    }
  }
  return bytes;
}

function utf8Decode(bytes: Uint8Array): string {
  let out = "";
  for (let at = 0; at < bytes.length; ) {
    const lead = bytes[at++] ?? 0;
    if (lead < 0x80) {
      out += String.fromCharCode(lead);
      continue;
    }
    const extra = lead >= 0xf0 && lead < 0xf5 ? 3 : lead >= 0xe0 ? 2 : lead >= 0xc2 ? 1 : 0;
    if (extra === 0 || lead >= 0xf5 || at + extra > bytes.length) {
      throw new ProtocolError("text is not UTF-8");
    }
    let point = lead & (0x3f >> extra);
    for (let i = 0; i < extra; i++) {
      const next = bytes[at++] ?? 0;
      if ((next & 0xc0) !== 0x80) {
        throw new ProtocolError("text is not UTF-8");
      }
      point = (point << 6) | (next & 63);
    }
    const least = [0, 0x80, 0x800, 0x10000][extra] ?? 0;
    if (point < least || point > 0x10ffff || (point >= 0xd800 && point <= 0xdfff)) {
      throw new ProtocolError("text is not UTF-8");
    }
    out += String.fromCodePoint(point);
  }
  return out;
}

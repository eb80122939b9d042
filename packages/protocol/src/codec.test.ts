import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { codecOf, type Field, listOf, ProtocolError, Reader, rest, text, u8, u16, Writer } from "./codec.ts";

function roundTrip<T>(field: Field<T>, value: T): T {
  const writer = new Writer(field.size(value));
  field.write(writer, value);
  expect(writer.at).toBe(writer.bytes.length);
  return field.read(new Reader(writer.bytes));
}

describe("text", () => {
  it("is UTF-8 as TextEncoder writes it, lone surrogates included", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 200 }), value => {
        const writer = new Writer(text.size(value));
        text.write(writer, value);
        expect([...writer.bytes.subarray(2)]).toEqual([...new TextEncoder().encode(value)]);
      }),
    );
  });

  it("reads exactly what a strict TextDecoder reads", () => {
    const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 12 }),
      fc.array(
        fc.constantFrom(0x41, 0x80, 0xbf, 0xc0, 0xc2, 0xe0, 0xed, 0xa0, 0xef, 0xf0, 0x90, 0xf4, 0xf5, 0xff),
        {
          maxLength: 6,
        },
      ),
    );
    fc.assert(
      fc.property(bytes, raw => {
        const message = Uint8Array.of(raw.length, 0, ...raw);
        let wanted: string;
        try {
          wanted = strict.decode(Uint8Array.from(raw));
        } catch {
          expect(() => text.read(new Reader(message))).toThrow(ProtocolError);
          return;
        }
        expect(text.read(new Reader(message))).toBe(wanted);
      }),
      { numRuns: 2000 },
    );
  });

  it("refuses to write more than its length can say", () => {
    const long = "x".repeat(0x10000);
    expect(() => text.write(new Writer(text.size(long)), long)).toThrow(RangeError);
  });
});

describe("numbers and lists", () => {
  it.each([-1, 256, Number.NaN, Number.POSITIVE_INFINITY])("refuses to write %d as u8", value => {
    expect(() => u8.write(new Writer(1), value)).toThrow(RangeError);
  });

  it("keeps a list and its order", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 0xffff }), { maxLength: 255 }), values => {
        expect(roundTrip(listOf(u16), values)).toEqual(values);
      }),
    );
  });

  it("refuses a list of more than 255", () => {
    const values = new Array<number>(256).fill(1);
    expect(() => listOf(u8).write(new Writer(400), values)).toThrow(RangeError);
  });
});

describe("codecOf", () => {
  it("refuses a schema that gives a type byte twice", () => {
    expect(() => codecOf({ a: { type: 1, fields: {} }, b: { type: 1, fields: {} } })).toThrow(
      /0x1 is given twice/,
    );
  });

  it("reads the last field without a copy", () => {
    const codec = codecOf({ a: { type: 7, fields: { head: u8, data: rest } } });
    const bytes = codec.encode({ kind: "a", head: 1, data: Uint8Array.of(2, 3) });
    const { data } = codec.decode(bytes);
    expect(data.buffer).toBe(bytes.buffer);
    expect([...data]).toEqual([2, 3]);
  });
});

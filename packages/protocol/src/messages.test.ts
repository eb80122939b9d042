import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Codec, type Field, ProtocolError, type Schema } from "./codec.ts";
import {
  PROTOCOL_VERSION,
  pageMessages,
  pageSchema,
  serverMessages,
  serverSchema,
  versionOf,
} from "./messages.ts";

const VALUES: Record<string, fc.Arbitrary<unknown>> = {
  u8: fc.integer({ min: 0, max: 0xff }),
  u16: fc.integer({ min: 0, max: 0xffff }),
  i16: fc.integer({ min: -0x8000, max: 0x7fff }),
  u32: fc.integer({ min: 0, max: 0xffffffff }),
  f64: fc.double(),
  bool: fc.boolean(),
  text: fc.string({ unit: "grapheme", maxLength: 300 }),
  rest: fc.uint8Array({ maxLength: 2000 }),
  "list of u8": fc.array(fc.integer({ min: 0, max: 0xff }), { maxLength: 255 }),
  "list of text": fc.array(fc.string({ unit: "grapheme", maxLength: 60 }), { maxLength: 255 }),
  "list of bool": fc.array(fc.boolean(), { maxLength: 255 }),
  "list of f64": fc.array(fc.double(), { maxLength: 255 }),
  "list of u32": fc.array(fc.integer({ min: 0, max: 0xffffffff }), { maxLength: 255 }),
};

function valuesFor(field: Field<unknown>): fc.Arbitrary<unknown> {
  const values = VALUES[field.label];
  if (!values) {
    throw new Error(`no values to try for ${field.label}`);
  }
  return values;
}

/** Any message of a schema, as wide as its fields allow. */
function messages(schema: Schema): fc.Arbitrary<{ kind: string }> {
  return fc.oneof(
    ...Object.entries(schema).map(([kind, { fields }]) =>
      fc.record({
        kind: fc.constant(kind),
        ...Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, valuesFor(field)])),
      }),
    ),
  );
}

type AnyCodec = Codec<Schema>;
describe.each([
  ["page", pageSchema as Schema, pageMessages as unknown as AnyCodec],
  ["server", serverSchema as Schema, serverMessages as unknown as AnyCodec],
])("messages of the %s", (_, schema, codec) => {
  it("arrive as they were sent", () => {
    fc.assert(
      fc.property(messages(schema), message => {
        expect(codec.decode(codec.encode(message))).toEqual(message);
      }),
      { numRuns: 2000 },
    );
  });

  it("are refused with ProtocolError and nothing else, cut short at any byte", () => {
    fc.assert(
      fc.property(messages(schema), fc.nat(), (message, seed) => {
        const bytes = codec.encode(message);
        const cut = bytes.subarray(0, seed % bytes.length);
        decodeOrRefuse(codec, cut);
      }),
      { numRuns: 2000 },
    );
  });

  it("are refused with ProtocolError and nothing else, whatever the bytes", () => {
    const types = Object.values(schema).map(entry => entry.type);
    const bytes = fc
      .tuple(fc.oneof(fc.constantFrom(...types), fc.nat({ max: 255 })), fc.uint8Array({ maxLength: 80 }))
      .map(([type, tail]) => Uint8Array.of(type, ...tail));
    fc.assert(
      fc.property(bytes, raw => decodeOrRefuse(codec, raw)),
      { numRuns: 5000 },
    );
    decodeOrRefuse(codec, new Uint8Array());
  });

  it("are refused with bytes after their end", () => {
    const fixed = Object.entries(schema).filter(
      ([, { fields }]) => !Object.values(fields).some(f => f.label === "rest"),
    );
    for (const [kind, { fields }] of fixed) {
      const sample = Object.entries(fields).map(([name, field]) => [name, fc.sample(valuesFor(field), 1)[0]]);
      const bytes = codec.encode({ kind, ...Object.fromEntries(sample) });
      expect(() => codec.decode(Uint8Array.of(...bytes, 0))).toThrow(ProtocolError);
    }
  });
});

function decodeOrRefuse(codec: AnyCodec, bytes: Uint8Array): void {
  try {
    expect(codec.encode(codec.decode(bytes)).length).toBe(bytes.length);
  } catch (error) {
    if (!(error instanceof ProtocolError)) {
      throw error;
    }
  }
}

describe("a frame", () => {
  const data = new Uint8Array(4_000_000).map((_, at) => at * 31);

  it("is read without a copy", () => {
    const bytes = serverMessages.encode({
      kind: "frame",
      display: 0,
      frame: 1,
      key: true,
      captured: 2,
      data,
    });
    const message = serverMessages.decode(bytes);
    expect(message.kind === "frame" && message.data.buffer === bytes.buffer).toBe(true);
  });

  it("takes a read that does not grow with its size", () => {
    const small = serverMessages.encode({
      kind: "frame",
      display: 0,
      frame: 1,
      key: true,
      captured: 2,
      data: data.subarray(0, 100),
    });
    const large = serverMessages.encode({
      kind: "frame",
      display: 0,
      frame: 1,
      key: true,
      captured: 2,
      data,
    });
    // A copy of four megabytes takes about a millisecond; a read of the head takes microseconds.
    const [ofSmall, ofLarge] = [
      best(() => serverMessages.decode(small)),
      best(() => serverMessages.decode(large)),
    ];
    expect(ofLarge).toBeLessThan(ofSmall + 0.1);
  });

  it("is written with one copy", () => {
    const message = { kind: "frame", display: 0, frame: 1, key: true, captured: 2, data } as const;
    const copy = best(() => new Uint8Array(data.length + 15).set(data, 15));
    expect(best(() => serverMessages.encode(message))).toBeLessThan(copy * 3 + 0.5);
  });
});

/** Milliseconds of the fastest of 30 runs. */
function best(run: () => unknown): number {
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < 30; i++) {
    const start = performance.now();
    run();
    least = Math.min(least, performance.now() - start);
  }
  return least;
}

describe("versionOf", () => {
  it("reads hello and welcome, also those longer or shorter than ours", () => {
    const hello = pageMessages.encode({
      kind: "hello",
      version: 0x0203,
      codecs: 1,
      width: 1,
      height: 1,
      scale: 100,
      display: 0,
    });
    expect(versionOf(hello)).toBe(0x0203);
    expect(versionOf(Uint8Array.of(...hello, 1, 2, 3))).toBe(0x0203);
    expect(versionOf(hello.subarray(0, 3))).toBe(0x0203);
    const welcome = serverMessages.encode({
      kind: "welcome",
      version: 7,
      server: "x",
      session: 1,
      title: "",
    });
    expect(versionOf(welcome)).toBe(7);
  });

  it("is undefined for anything else", () => {
    expect(versionOf(pageMessages.encode({ kind: "keyframe" }))).toBeUndefined();
    expect(versionOf(Uint8Array.of(1, 2))).toBeUndefined();
  });

  it("is a number the wire can carry", () => {
    expect(PROTOCOL_VERSION).toBeGreaterThan(0);
    expect(PROTOCOL_VERSION).toBeLessThan(0x10000);
  });
});

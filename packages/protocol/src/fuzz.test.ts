import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type Codec, ProtocolError, type Schema } from "./codec.ts";
import { pageMessages, pageSchema, serverMessages, serverSchema, versionOf } from "./messages.ts";

/** Messages as they once were on the wire, one a file; those with `bad` in their name are refused in every version. */
const CORPUS = join(import.meta.dirname, "../test/corpus");

type AnyCodec = Codec<Schema>;
const ENDS = [
  ["page", pageSchema as Schema, pageMessages as unknown as AnyCodec],
  ["server", serverSchema as Schema, serverMessages as unknown as AnyCodec],
] as const;

/** One value for each field, as plain as can be. */
const PLAIN: Record<string, unknown> = {
  u8: 7,
  u16: 640,
  i16: -120,
  u32: 100_000,
  f64: 1234.5,
  bool: true,
  text: "größer ✓",
  rest: Uint8Array.of(0, 0, 0, 1, 0x65),
};

function plain(label: string): unknown {
  return label.startsWith("list of ") ? [plain(label.slice("list of ".length))] : PLAIN[label];
}

/** A valid message of each kind. */
function valid(schema: Schema, codec: AnyCodec): Uint8Array[] {
  return Object.entries(schema).map(([kind, { fields }]) => {
    const values = Object.entries(fields).map(([name, { label }]) => [name, plain(label)]);
    return codec.encode({ kind, ...Object.fromEntries(values) });
  });
}

const files = readdirSync(CORPUS).map(name => ({
  name,
  bytes: new Uint8Array(readFileSync(join(CORPUS, name))),
}));

/** Reads it, or refuses it as it should; what is read must be written as it was. */
function tolerate(codec: AnyCodec, bytes: Uint8Array): "read" | "refused" {
  try {
    const again = codec.encode(codec.decode(bytes));
    // NaN has many bit patterns, of which a number keeps one.
    expect(again.length).toBe(bytes.length);
    return "read";
  } catch (error) {
    if (!(error instanceof ProtocolError)) {
      throw error;
    }
    return "refused";
  }
}

describe.each(ENDS)("the parser of what the %s says", (end, schema, codec) => {
  it("gets by with each message of the corpus, and refuses what is marked as bad", () => {
    for (const { name, bytes } of files.filter(file => file.name.startsWith(`${end}-`))) {
      const outcome = tolerate(codec, bytes);
      expect([name, outcome]).toEqual([name, name.includes("-bad-") ? "refused" : outcome]);
    }
  });

  it("gets by with anything made of the corpus: bits turned, parts cut, doubled and put together", () => {
    const seeds = [...files.map(({ bytes }) => bytes), ...valid(schema, codec)];
    const file = fc.constantFrom(...seeds);
    const mutation = fc.oneof(
      fc.record({ kind: fc.constant("turn"), at: fc.nat(), value: fc.integer({ min: 1, max: 255 }) }),
      fc.record({ kind: fc.constant("cut"), at: fc.nat(), value: fc.nat({ max: 16 }) }),
      fc.record({ kind: fc.constant("double"), at: fc.nat(), value: fc.nat({ max: 64 }) }),
      fc.record({ kind: fc.constant("set"), at: fc.nat(), value: fc.constantFrom(0, 0x7f, 0x80, 0xff) }),
    );
    fc.assert(
      fc.property(
        file,
        file,
        fc.nat(),
        fc.array(mutation, { maxLength: 6 }),
        (first, second, joint, steps) => {
          const start = first.subarray(0, joint % (first.length + 1));
          const bytes = steps.reduce(
            (sofar, { kind, at, value }) => mutate(sofar, kind, at, value),
            joint % 3 === 0 ? Uint8Array.of(...start, ...second) : first.slice(),
          );
          tolerate(codec, bytes);
          const version = versionOf(bytes);
          expect(version === undefined || (version >= 0 && version <= 0xffff)).toBe(true);
        },
      ),
      { numRuns: 20_000 },
    );
  });
});

function mutate(bytes: Uint8Array, kind: string, where: number, value: number): Uint8Array {
  const at = bytes.length > 0 ? where % bytes.length : 0;
  switch (kind) {
    case "cut":
      return Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(at + value));
    case "double":
      return Uint8Array.of(...bytes.subarray(0, at + value), ...bytes.subarray(at));
    case "turn":
      return bytes.map((byte, i) => (i === at ? byte ^ value : byte));
    default:
      return bytes.map((byte, i) => (i === at ? value : byte));
  }
}

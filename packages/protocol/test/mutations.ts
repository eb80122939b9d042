import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { type Codec, ProtocolError, type Schema } from "../src/codec.ts";
import { pageMessages, pageSchema, serverMessages, serverSchema } from "../src/messages.ts";

/** Who says a message. */
export type End = "page" | "server";
type AnyCodec = Codec<Schema>;

/** What each end may say, with its codec. */
export const ENDS: Record<End, { schema: Schema; codec: AnyCodec }> = {
  page: { schema: pageSchema, codec: pageMessages as unknown as AnyCodec },
  server: { schema: serverSchema, codec: serverMessages as unknown as AnyCodec },
};

const FOLDER = join(import.meta.dirname, "corpus");

/** Messages as they once were on the wire, one a file; those with `bad` in their name are refused in every version. */
export const CORPUS = readdirSync(FOLDER).map(name => ({
  name,
  bytes: new Uint8Array(readFileSync(join(FOLDER, name))),
}));

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

/** A message of each kind, as plain as can be. */
export function plainMessages(end: End): Uint8Array[] {
  const { schema, codec } = ENDS[end];
  return Object.entries(schema).map(([kind, { fields }]) => {
    const values = Object.entries(fields).map(([name, { label }]) => [name, plain(label)]);
    return codec.encode({ kind, ...Object.fromEntries(values) });
  });
}

/** Whether this end's message can be read. @throws what is no refusal */
export function isReadable(end: End, bytes: Uint8Array): boolean {
  try {
    ENDS[end].codec.decode(bytes);
    return true;
  } catch (error) {
    if (!(error instanceof ProtocolError)) {
      throw error;
    }
    return false;
  }
}

/** Anything made of the corpus and of plain messages: bits turned, parts cut, doubled and put together. */
export function mutated(end: End): fc.Arbitrary<Uint8Array> {
  const seed = fc.constantFrom(...CORPUS.map(({ bytes }) => bytes), ...plainMessages(end));
  const step = fc.oneof(
    fc.record({ kind: fc.constant("turn"), at: fc.nat(), value: fc.integer({ min: 1, max: 255 }) }),
    fc.record({ kind: fc.constant("cut"), at: fc.nat(), value: fc.nat({ max: 16 }) }),
    fc.record({ kind: fc.constant("double"), at: fc.nat(), value: fc.nat({ max: 64 }) }),
    fc.record({ kind: fc.constant("set"), at: fc.nat(), value: fc.constantFrom(0, 0x7f, 0x80, 0xff) }),
  );
  return fc
    .tuple(seed, seed, fc.nat(), fc.array(step, { maxLength: 6 }))
    .map(([first, second, joint, steps]) => {
      const start = first.subarray(0, joint % (first.length + 1));
      return steps.reduce<Uint8Array>(
        (sofar, { kind, at, value }) => mutate(sofar, kind, at, value),
        joint % 3 === 0 ? Uint8Array.of(...start, ...second) : first.slice(),
      );
    });
}

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

import { CLIP_FORMAT, type Coming } from "@porthole/protocol";

/** Most bytes of one format of a content. */
export const LARGEST_FORMAT = 32 << 20;

/** What a content may hold, by its name on the wire. */
export type ClipFormat = keyof typeof CLIP_FORMAT;

/** A content of the clipboard; bytes of what a page brings may still be on their way. */
export type Content = ReadonlyMap<ClipFormat, Held>;
/** One format of it. */
export type Held = { size: number; data: Promise<Uint8Array> };

/** Formats by their number on the wire. */
const BY_NUMBER = new Map(
  (Object.entries(CLIP_FORMAT) as [ClipFormat, number][]).map(([format, number]) => [number, format]),
);

/** A content as a transfer carries it. */
export function partsOf(content: Content): Coming[] {
  return [...content].map(([format, { size, data }]) => ({ format: CLIP_FORMAT[format], size, data }));
}

/** The name of a format's number; `undefined` for one this version does not know. */
export function formatOf(number: number): ClipFormat | undefined {
  return BY_NUMBER.get(number);
}

/** A content whose bytes are here. */
export function contentOf(formats: Iterable<readonly [ClipFormat, Uint8Array]>): Content {
  return new Map(
    [...formats].map(([format, bytes]) => [format, { size: bytes.length, data: Promise.resolve(bytes) }]),
  );
}

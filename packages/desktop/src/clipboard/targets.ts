import type { ClipFormat } from "./content.ts";

/** How each format may be asked for, best first. Names are atoms of ICCCM 2.6.2, and media types as toolkits use them. */
const TARGETS: Record<ClipFormat, readonly string[]> = {
  text: [
    "UTF8_STRING",
    "text/plain;charset=utf-8",
    "text/plain;charset=UTF-8",
    "STRING",
    "TEXT",
    "text/plain",
  ],
  html: ["text/html"],
  png: ["image/png"],
};

/** Every name this clipboard has to do with. */
export const ATOM_NAMES = [
  "CLIPBOARD",
  "PRIMARY",
  "TARGETS",
  "TIMESTAMP",
  "MULTIPLE",
  "ATOM_PAIR",
  "ATOM",
  "INTEGER",
  "INCR",
  "PORTHOLE_CLIPBOARD",
  ...Object.values(TARGETS).flat(),
] as const;

/** Formats that an owner offers, each with the target to ask for it. Pictures come last, being large. */
export function wanted(offered: ReadonlySet<string>): [ClipFormat, string][] {
  return (Object.entries(TARGETS) as [ClipFormat, readonly string[]][]).flatMap(([format, names]) => {
    const best = names.find(name => offered.has(name));
    return best === undefined ? [] : [[format, best] as [ClipFormat, string]];
  });
}

/** Targets to offer for formats. */
export function offered(formats: Iterable<ClipFormat>): string[] {
  return [...formats].flatMap(format => TARGETS[format]);
}

/** What a request for `target` gets: the format, and the type its bytes are given. */
export function answerOf(target: string): { format: ClipFormat; type: string } | undefined {
  const format = (Object.keys(TARGETS) as ClipFormat[]).find(name => TARGETS[name].includes(target));
  return format && { format, type: target === "TEXT" ? "UTF8_STRING" : target };
}

/** Bytes of an owner as UTF-8: `type` is what the owner says they are. A zero at the end, which some owners add, is left out. */
export function toUtf8(bytes: Uint8Array, type: string): Uint8Array {
  const end = bytes.at(-1) === 0 ? bytes.length - 1 : bytes.length;
  const text = bytes.subarray(0, end);
  return type === "STRING" ? Buffer.from(Buffer.from(text).toString("latin1"), "utf8") : text;
}

/** UTF-8 as `type` wants it; ICCCM's STRING is Latin-1, where other characters become "?". */
export function fromUtf8(bytes: Uint8Array, type: string): Uint8Array {
  if (type !== "STRING") {
    return bytes;
  }
  const characters = Array.from(Buffer.from(bytes).toString("utf8"));
  return Buffer.from(characters.map(one => (one > "\u00ff" ? "?" : one)).join(""), "latin1");
}

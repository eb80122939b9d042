/** The encoding of the Internet Printing Protocol (RFC 8010). */

/** Tags that begin a group of attributes. */
export const GROUP = { operation: 0x01, job: 0x02, end: 0x03, printer: 0x04, unsupported: 0x05 } as const;
/** Tags of values, as far as they are used here. */
const TAG = {
  integer: 0x21,
  boolean: 0x22,
  enum: 0x23,
  dateTime: 0x31,
  resolution: 0x32,
  range: 0x33,
  text: 0x41,
  name: 0x42,
  keyword: 0x44,
  uri: 0x45,
  charset: 0x47,
  language: 0x48,
  mimeType: 0x49,
} as const;
/** First byte of a tag that is no delimiter of groups. */
const FIRST_VALUE = 0x10;

/** Name of a kind of value. */
export type IppKind = keyof typeof TAG;
/** One attribute; a range as two numbers, a resolution in dots an inch. */
export type IppAttribute = readonly [
  name: string,
  kind: IppKind,
  ...values: (string | number | boolean | readonly [number, number])[],
];
/** A group of attributes, for an answer. */
export type IppGroup = { tag: number; attributes: readonly IppAttribute[] };

/** A request as it was read. `code` is the operation; values of a name are texts or numbers, by their tag. */
export type IppRequest = {
  version: number;
  code: number;
  id: number;
  attributes: ReadonlyMap<string, readonly (string | number)[]>;
  /** Bytes of the head: the document begins there. */
  length: number;
};

/** Bytes that are no request. */
export class IppError extends Error {
  override readonly name = "IppError";
}

/**
 * Reads the head of a request; `undefined` while it is not here in full. Groups are not kept apart: no name that is used here
 * stands in two of them.
 * @throws IppError
 */
export function readRequest(bytes: Buffer): IppRequest | undefined {
  if (bytes.length < 9) {
    return undefined;
  }
  const attributes = new Map<string, (string | number)[]>();
  let name = "";
  for (let at = 8; at < bytes.length; ) {
    const tag = bytes[at++] ?? 0;
    if (tag === GROUP.end) {
      const [version, code, id] = [bytes.readUInt16BE(0), bytes.readUInt16BE(2), bytes.readUInt32BE(4)];
      return { version, code, id, attributes, length: at };
    }
    if (tag < FIRST_VALUE) {
      continue;
    }
    const nameEnd = at + 2 + (at + 2 <= bytes.length ? bytes.readUInt16BE(at) : Number.POSITIVE_INFINITY);
    if (nameEnd + 2 > bytes.length) {
      return undefined;
    }
    if (nameEnd > at + 2) {
      name = bytes.toString("utf8", at + 2, nameEnd);
    }
    at = nameEnd + 2 + bytes.readUInt16BE(nameEnd);
    if (at > bytes.length) {
      return undefined;
    }
    if (name === "") {
      throw new IppError("a value before any name");
    }
    const value = bytes.subarray(nameEnd + 2, at);
    const read =
      (tag === TAG.integer || tag === TAG.enum) && value.length === 4
        ? value.readInt32BE(0)
        : value.toString("utf8");
    attributes.set(name, [...(attributes.get(name) ?? []), read]);
  }
  return undefined;
}

/** Writes an answer. `status` as in RFC 8011, appendix B. */
export function writeAnswer(
  request: Pick<IppRequest, "version" | "id">,
  status: number,
  groups: readonly IppGroup[],
): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt16BE(request.version, 0);
  head.writeUInt16BE(status, 2);
  head.writeUInt32BE(request.id, 4);
  const parts = groups.flatMap(({ tag, attributes }) => [Buffer.of(tag), ...attributes.flatMap(write)]);
  return Buffer.concat([head, ...parts, Buffer.of(GROUP.end)]);
}

function write([name, kind, ...values]: IppAttribute): Buffer[] {
  return values.map((value, index) => {
    const label = Buffer.from(index === 0 ? name : "");
    const content = contentOf(kind, value);
    const bytes = Buffer.alloc(5 + label.length + content.length);
    bytes.writeUInt8(TAG[kind], 0);
    bytes.writeUInt16BE(label.length, 1);
    label.copy(bytes, 3);
    bytes.writeUInt16BE(content.length, 3 + label.length);
    content.copy(bytes, 5 + label.length);
    return bytes;
  });
}

function contentOf(kind: IppKind, value: IppAttribute[2]): Buffer {
  if (typeof value === "boolean") {
    return Buffer.of(value ? 1 : 0);
  }
  if (typeof value === "object") {
    const bytes = Buffer.alloc(kind === "resolution" ? 9 : 8);
    bytes.writeInt32BE(value[0], 0);
    bytes.writeInt32BE(value[1], 4);
    if (kind === "resolution") {
      bytes.writeUInt8(3, 8);
    }
    return bytes;
  }
  if (typeof value === "number") {
    const bytes = Buffer.alloc(4);
    bytes.writeInt32BE(value);
    return bytes;
  }
  return Buffer.from(value ?? "");
}

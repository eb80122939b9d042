/** The bytes that are sent of a file: from `start` up to and without `end`. */
export type Span = { start: number; end: number };

/**
 * What a `Range` header asks of a file of `size` bytes (RFC 9110, 14.2): one span of bytes; `undefined` for all of it, also
 * where several are asked for or the header cannot be read; `"outside"` where the file has none of them.
 */
export function rangeOf(header: string | undefined, size: number): Span | undefined | "outside" {
  const [, first = "", last = ""] =
    /^\s*bytes\s*=\s*([0-9]{0,15})\s*-\s*([0-9]{0,15})\s*$/i.exec(header ?? "") ?? [];
  if (first === "" && last === "") {
    return undefined;
  }
  if (first === "") {
    const count = Math.min(Number(last), size);
    return count === 0 ? "outside" : { start: size - count, end: size };
  }
  const start = Number(first);
  const end = last === "" ? size : Math.min(Number(last) + 1, size);
  if (last !== "" && Number(last) < start) {
    return undefined;
  }
  return start >= size ? "outside" : { start, end };
}

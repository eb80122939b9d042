/** NAL unit types of H.264, table 7-1. */
const SEQUENCE_PARAMETER_SET = 7;

/**
 * The `avc1.PPCCLL` string WebCodecs wants, from an Annex B stream with a sequence parameter set (RFC 6381).
 * @throws Error where there is none.
 */
export function codecStringOf(stream: Uint8Array): string {
  for (let at = 0; at + 6 < stream.length; at++) {
    const start = stream[at] === 0 && stream[at + 1] === 0 && stream[at + 2] === 1;
    if (start && ((stream[at + 3] ?? 0) & 31) === SEQUENCE_PARAMETER_SET) {
      const bytes = [...stream.subarray(at + 4, at + 7)];
      return `avc1.${bytes.map(byte => byte.toString(16).padStart(2, "0").toUpperCase()).join("")}`;
    }
  }
  throw new Error("no sequence parameter set");
}

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CORPUS, ENDS, type End, isReadable, mutated } from "../test/mutations.ts";
import { versionOf } from "./messages.ts";

/** Reads it, or refuses it as it should; what is read must be written as it was. */
function tolerate(end: End, bytes: Uint8Array): "read" | "refused" {
  if (!isReadable(end, bytes)) {
    return "refused";
  }
  const { codec } = ENDS[end];
  // NaN has many bit patterns, of which a number keeps one.
  expect(codec.encode(codec.decode(bytes)).length).toBe(bytes.length);
  return "read";
}

describe.each(["page", "server"] as const)("the parser of what the %s says", end => {
  it("gets by with each message of the corpus, and refuses what is marked as bad", () => {
    for (const { name, bytes } of CORPUS.filter(file => file.name.startsWith(`${end}-`))) {
      const outcome = tolerate(end, bytes);
      expect([name, outcome]).toEqual([name, name.includes("-bad-") ? "refused" : outcome]);
    }
  });

  it("gets by with anything made of the corpus: bits turned, parts cut, doubled and put together", () => {
    fc.assert(
      fc.property(mutated(end), bytes => {
        tolerate(end, bytes);
        const version = versionOf(bytes);
        expect(version === undefined || (version >= 0 && version <= 0xffff)).toBe(true);
      }),
      { numRuns: 20_000 },
    );
  });
});

import { createHash } from "node:crypto";
import fc from "fast-check";
import { expect, it } from "vitest";
import { sha256 } from "./sha256.ts";

const ours = async (bytes: Uint8Array) =>
  Buffer.from(await sha256(bytes, () => Promise.resolve())).toString("hex");
const theirs = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

it("is SHA-256, whatever the length", async () => {
  await fc.assert(
    fc.asyncProperty(fc.uint8Array({ maxLength: 300 }), async bytes => {
      expect(await ours(bytes)).toBe(theirs(bytes));
    }),
  );
});

it("gives everything else a turn on its way through a large piece", async () => {
  let turns = 0;
  const bytes = new Uint8Array(3 << 20).fill(7);
  const hash = await sha256(bytes, async () => {
    turns++;
  });
  expect(Buffer.from(hash).toString("hex")).toBe(theirs(bytes));
  expect(turns).toBeGreaterThanOrEqual(12);
});

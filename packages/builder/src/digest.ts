import { createHash } from "node:crypto";

/** SHA-256 of a JSON value, 64 hex digits. Keys keep the order they were written in. */
export function digest(value: unknown): string {
  return createHash("sha256").update(JSON.stringify(value)).digest("hex");
}

/** The first twelve digits: what a tag carries. */
export function short(hash: string): string {
  return hash.slice(0, 12);
}

import { createHash } from "node:crypto";

/** A script or style that stands in a page itself, as a source of its content security policy (CSP Level 3, hash-source). */
export function sourceHash(text: string): string {
  return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
}

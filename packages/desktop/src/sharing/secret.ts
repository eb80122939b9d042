import { createHash, randomBytes, timingSafeEqual } from "node:crypto";

/** Something nobody can guess: 256 bits, in 43 characters that pass any URL. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

/** What is kept of a secret. */
export function hashOf(secret: string): string {
  return createHash("sha256").update(secret).digest("base64url");
}

/** Whether `secret` is the one that `hash` was made of; takes the same time whatever is wrong. */
export function matches(secret: string, hash: string): boolean {
  const given = createHash("sha256").update(secret).digest();
  const kept = Buffer.from(hash, "base64url");
  return kept.length === given.length && timingSafeEqual(kept, given);
}

import { createHash, timingSafeEqual } from "node:crypto";

/** Name and password a page must bring. */
export type SignIn = { user: string; password: string };

/** Whether an `Authorization` header carries this sign-in (Basic, RFC 7617). Takes the same time whatever is wrong. */
export function isSignedIn(header: string | undefined, signIn: SignIn): boolean {
  const [, encoded] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(header ?? "") ?? [];
  const given = encoded === undefined ? Buffer.alloc(0) : Buffer.from(encoded, "base64");
  return timingSafeEqual(digest(given), digest(Buffer.from(`${signIn.user}:${signIn.password}`)));
}

/** Of equal length whatever went in, as a comparison in constant time needs. */
function digest(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

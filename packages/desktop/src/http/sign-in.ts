import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { BlockList } from "node:net";
import { Attempts } from "./attempts.ts";
import { clientOf, isSecure } from "./request.ts";

/** Name and password a page must bring. */
export type SignIn = { user: string; password: string };

/** How long a browser stays signed in, in seconds: with the password; through a provider, which may have changed its mind since. */
const LASTS = { password: 30 * 24 * 3600, provider: 24 * 3600 } as const;
/** Browsers that may be signed in at a time; the oldest goes first. */
const SESSIONS_MOST = 1000;

/**
 * Whether a request may pass: yes, no, or not before so many seconds. `name` is a person's, where a provider told it; `until`,
 * in ms since 1970, is when the sign-in ends, where it does.
 */
export type Admission =
  | { admitted: true; name: string; until?: number | undefined }
  | { admitted: false; wait: number };

/** A browser that is signed in: until when, in ms, who it is, and the ID token of the provider that vouched for it. */
type Session = { until: number; name: string; idToken?: string };

/**
 * Who may see the desktop: whoever sends name and password with each request (Basic, RFC 7617), or a cookie that was given for
 * them. Comparisons take the same time whatever is wrong; too many wrong passwords have to wait.
 */
export class SignIns {
  readonly #wanted: SignIn | undefined;
  readonly #file: string | undefined;
  readonly #attempts: Attempts;
  readonly #trusted: BlockList | undefined;
  /** By the digests of the cookies given; oldest first. */
  readonly #sessions: Map<string, Session>;

  /**
   * @param wanted name and password; none where only a provider signs people in
   * @param file where cookies are remembered across restarts of the server; nowhere when left out
   */
  constructor(
    wanted: SignIn | undefined,
    file?: string,
    attempts = new Attempts(),
    trustedProxies?: BlockList,
  ) {
    this.#trusted = trustedProxies;
    this.#wanted = wanted;
    this.#file = file;
    this.#attempts = attempts;
    this.#sessions = readSessions(file);
  }

  /** Whether this request may see the desktop. */
  admits(request: IncomingMessage): Admission {
    const cookie = cookieOf(request);
    const session = cookie === undefined ? undefined : this.#sessions.get(hash(cookie));
    if (session && session.until > Date.now()) {
      return { admitted: true, name: session.name, until: session.until };
    }
    const [, encoded] = /^Basic +([A-Za-z0-9+/=]+) *$/i.exec(request.headers.authorization ?? "") ?? [];
    return encoded === undefined
      ? { admitted: false, wait: 0 }
      : this.#try(request, Buffer.from(encoded, "base64"));
  }

  /** Tries name and password; where they are right, gives the `Set-Cookie` header that keeps this browser signed in. */
  enter(
    request: IncomingMessage,
    given: SignIn,
    path: string,
  ): { cookie: string } | { cookie?: never; wait: number } {
    const answer = this.#try(request, Buffer.from(`${given.user}:${given.password}`));
    if (!answer.admitted) {
      return { wait: answer.wait };
    }
    return { cookie: this.#give(request, path, { name: "", lasts: LASTS.password }) };
  }

  /** Gives the `Set-Cookie` header that keeps the browser of somebody signed in whom a provider has vouched for. */
  welcome(request: IncomingMessage, name: string, path: string, idToken: string): string {
    return this.#give(request, path, { name, lasts: LASTS.provider, idToken });
  }

  /** ID token of the provider that vouched for the browser of this request, where one did. */
  idTokenOf(request: IncomingMessage): string | undefined {
    const cookie = cookieOf(request);
    return cookie === undefined ? undefined : this.#sessions.get(hash(cookie))?.idToken;
  }

  /** Forgets the cookie of this request, and gives the `Set-Cookie` header that has the browser forget it too. */
  leave(request: IncomingMessage, path: string): string {
    const cookie = cookieOf(request);
    if (cookie !== undefined && this.#sessions.delete(hash(cookie))) {
      this.#store();
    }
    return setCookie(request, "", path, 0);
  }

  #give(
    request: IncomingMessage,
    path: string,
    { name, lasts, idToken }: { name: string; lasts: number; idToken?: string },
  ): string {
    // Always a new one, so that nobody can choose another's beforehand.
    const token = randomBytes(32).toString("base64url");
    this.#sessions.set(hash(token), { until: Date.now() + lasts * 1000, name, ...(idToken && { idToken }) });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > SESSIONS_MOST && oldest !== undefined) {
      this.#sessions.delete(oldest);
    }
    this.#store();
    return setCookie(request, token, path, lasts);
  }

  #try(request: IncomingMessage, given: Buffer): Admission {
    if (!this.#wanted) {
      return { admitted: false, wait: 0 };
    }
    const address = clientOf(request, this.#trusted);
    const wait = this.#attempts.wait(address);
    if (wait > 0) {
      return { admitted: false, wait };
    }
    const wanted = Buffer.from(`${this.#wanted.user}:${this.#wanted.password}`);
    // Digests are of equal length whatever went in, as a comparison in constant time needs.
    if (timingSafeEqual(digest(given), digest(wanted))) {
      return { admitted: true, name: "" };
    }
    this.#attempts.failed(address);
    return { admitted: false, wait: 0 };
  }

  #store(): void {
    if (this.#file !== undefined) {
      writeFileSync(`${this.#file}.new`, JSON.stringify([...this.#sessions]), { mode: 0o600 });
      renameSync(`${this.#file}.new`, this.#file);
    }
  }
}

function readSessions(file: string | undefined): Map<string, Session> {
  try {
    return new Map(file === undefined ? [] : (JSON.parse(readFileSync(file, "utf8")) as [string, Session][]));
  } catch {
    // None yet, or not whole: everybody signs in again.
    return new Map();
  }
}

/** A browser sends the cookies of a host to all its ports, so each desktop's has a name of its own. */
function cookieName(request: IncomingMessage, kind: string): string {
  const port = /:([0-9]+)$/.exec(request.headers.host ?? "")?.[1];
  return ["porthole", ...(kind === "" ? [] : [kind]), port ?? "default"].join("-");
}

/** A cookie of a request; that of the sign-in unless `kind` names another. */
export function cookieOf(request: IncomingMessage, kind = ""): string | undefined {
  const name = `${cookieName(request, kind)}=`;
  return request.headers.cookie
    ?.split(/; */)
    .find(pair => pair.startsWith(name))
    ?.slice(name.length);
}

/** A `Set-Cookie` header that no script can read and no other site's request carries. */
export function setCookie(
  request: IncomingMessage,
  value: string,
  path: string,
  seconds: number,
  kind = "",
): string {
  const secure = isSecure(request) ? "; Secure" : "";
  return `${cookieName(request, kind)}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

function digest(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function hash(token: string): string {
  return digest(Buffer.from(token)).toString("base64url");
}

import { createHash, randomBytes, timingSafeEqual } from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";
import { Attempts } from "./attempts.ts";

/** Name and password a page must bring. */
export type SignIn = { user: string; password: string };

/** How long a browser stays signed in, in seconds. */
const LASTS = 30 * 24 * 3600;
/** Browsers that may be signed in at a time; the oldest goes first. */
const SESSIONS_MOST = 1000;

/** Whether a request may pass: yes, no, or not before so many seconds. */
export type Admission = { admitted: true } | { admitted: false; wait: number };

/**
 * Who may see the desktop: whoever sends name and password with each request (Basic, RFC 7617), or a cookie that was given for
 * them. Comparisons take the same time whatever is wrong; too many wrong passwords have to wait.
 */
export class SignIns {
  readonly #wanted: SignIn;
  readonly #file: string | undefined;
  readonly #attempts: Attempts;
  /** Digests of the cookies given, with the time in ms when each ends; oldest first. */
  readonly #sessions: Map<string, number>;

  /** @param file where cookies are remembered across restarts of the server; nowhere when left out */
  constructor(wanted: SignIn, file?: string, attempts = new Attempts()) {
    this.#wanted = wanted;
    this.#file = file;
    this.#attempts = attempts;
    this.#sessions = readSessions(file);
  }

  /** Whether this request may see the desktop. */
  admits(request: IncomingMessage): Admission {
    const cookie = cookieOf(request);
    if (cookie !== undefined && (this.#sessions.get(hash(cookie)) ?? 0) > Date.now()) {
      return { admitted: true };
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
    // Always a new one, so that nobody can choose another's beforehand.
    const token = randomBytes(32).toString("base64url");
    this.#sessions.set(hash(token), Date.now() + LASTS * 1000);
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > SESSIONS_MOST && oldest !== undefined) {
      this.#sessions.delete(oldest);
    }
    this.#store();
    return { cookie: setCookie(request, token, path, LASTS) };
  }

  /** Forgets the cookie of this request, and gives the `Set-Cookie` header that has the browser forget it too. */
  leave(request: IncomingMessage, path: string): string {
    const cookie = cookieOf(request);
    if (cookie !== undefined && this.#sessions.delete(hash(cookie))) {
      this.#store();
    }
    return setCookie(request, "", path, 0);
  }

  #try(request: IncomingMessage, given: Buffer): Admission {
    const address = request.socket.remoteAddress ?? "";
    const wait = this.#attempts.wait(address);
    if (wait > 0) {
      return { admitted: false, wait };
    }
    const wanted = Buffer.from(`${this.#wanted.user}:${this.#wanted.password}`);
    // Digests are of equal length whatever went in, as a comparison in constant time needs.
    if (timingSafeEqual(digest(given), digest(wanted))) {
      return { admitted: true };
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

function readSessions(file: string | undefined): Map<string, number> {
  try {
    return new Map(file === undefined ? [] : (JSON.parse(readFileSync(file, "utf8")) as [string, number][]));
  } catch {
    // None yet, or not whole: everybody signs in again.
    return new Map();
  }
}

/** A browser sends the cookies of a host to all its ports, so each desktop's has a name of its own. */
function cookieName(request: IncomingMessage): string {
  const port = /:([0-9]+)$/.exec(request.headers.host ?? "")?.[1];
  return `porthole-${port ?? "default"}`;
}

function cookieOf(request: IncomingMessage): string | undefined {
  const name = `${cookieName(request)}=`;
  return request.headers.cookie
    ?.split(/; */)
    .find(pair => pair.startsWith(name))
    ?.slice(name.length);
}

function setCookie(request: IncomingMessage, value: string, path: string, seconds: number): string {
  const secure =
    (request.socket as TLSSocket).encrypted || request.headers["x-forwarded-proto"] === "https"
      ? "; Secure"
      : "";
  return `${cookieName(request)}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

function digest(bytes: Buffer): Buffer {
  return createHash("sha256").update(bytes).digest();
}

function hash(token: string): string {
  return digest(Buffer.from(token)).toString("base64url");
}

import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { ROLES } from "@porthole/protocol";
import type { GuestSession, Link } from "./links.ts";

/** Links as the file keeps them. @throws Error where it is there and cannot be understood */
export function readLinks(file: string): Link[] {
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return [];
    }
    throw error;
  }
  const found: unknown = JSON.parse(text);
  if (!Array.isArray(found) || !found.every(isLink)) {
    throw new Error("it holds something else than links");
  }
  return found;
}

/** Writes all links, whole or not at all; only the desktop's user can read them. */
export function writeLinks(file: string, links: readonly Link[]): void {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  writeFileSync(`${file}.new`, JSON.stringify(links), { mode: 0o600 });
  renameSync(`${file}.new`, file);
}

function isLink(value: unknown): value is Link {
  const link = value as Link | null;
  return (
    typeof link === "object" &&
    typeof link?.id === "string" &&
    typeof link.name === "string" &&
    typeof link.secret === "string" &&
    ROLES.includes(link.role) &&
    (link.pad === undefined || typeof link.pad === "number") &&
    (link.ends === undefined || typeof link.ends === "number") &&
    typeof link.foreign === "boolean" &&
    Array.isArray(link.sessions) &&
    link.sessions.every(isSession)
  );
}

function isSession(value: unknown): value is GuestSession {
  const session = value as GuestSession | null;
  return (
    typeof session?.cookie === "string" &&
    typeof session.ends === "number" &&
    (session.role === undefined || ROLES.includes(session.role))
  );
}

import type { IncomingMessage } from "node:http";
import type { SignIns } from "../http/sign-in.ts";
import { guestCookie } from "./guest-cookie.ts";
import type { Links } from "./links.ts";
import { ownerNamed, type Visitor } from "./person.ts";

/** Who is let in, and how. */
export type Doors = {
  /** None where everybody is let in. */
  signIns: SignIns | undefined;
  links: Links;
  /** Nobody comes in but by a link, unless there is a sign-in. */
  closed: boolean;
  /** Name of whoever is signed in with the password; "" where there is none. */
  owner: string;
  /** Path of the page, with a slash at both ends. */
  subfolder: string;
};

/** Where a request goes: below the page's own folder, or below a link's. `inside` is undefined outside of both. */
export type Place = { inside: string | undefined; link: string | undefined };

/** Who a request comes from; or that it may not pass, or not before so many seconds. */
export type Admission = { admitted: true; visitor: Visitor } | { admitted: false; wait: number };

/** Whether everybody is let in who reaches the server. */
export function isOpen({ signIns, closed }: Doors): boolean {
  return !signIns && !closed;
}

/** A link's own folder, `s/ID/`: what lies there is what lies at the page, as the link's guests may see it. */
export function placeOf(path: string, subfolder: string): Place {
  const below = path.startsWith(subfolder) ? path.slice(subfolder.length) : undefined;
  const [, link, inside] = /^s\/([A-Za-z0-9_-]{1,64})\/(.*)$/s.exec(below ?? "") ?? [];
  return link === undefined ? { inside: below, link } : { inside, link };
}

/** Path of a link's folder. */
export function folderOf(link: string, subfolder: string): string {
  return `${subfolder}s/${link}/`;
}

/**
 * Finds out who a request comes from. Below a link's folder that is the link's guest, whatever else the browser is known by;
 * elsewhere whoever is signed in owns the desktop, as does everybody where there is no sign-in.
 */
export function admit(request: IncomingMessage, { link }: Place, doors: Doors): Admission {
  const { signIns, links, closed, owner } = doors;
  if (link !== undefined) {
    const cookie = guestCookie(request);
    const visitor = cookie === undefined ? undefined : links.visitor(link, cookie);
    return visitor ? { admitted: true, visitor } : { admitted: false, wait: 0 };
  }
  const admission =
    signIns?.admits(request) ?? (closed ? { admitted: false, wait: 0 } : { admitted: true, name: "" });
  return admission.admitted
    ? { admitted: true, visitor: ownerNamed(admission.name || owner, admission.until) }
    : admission;
}

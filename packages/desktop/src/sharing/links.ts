import { randomBytes } from "node:crypto";
import type { Role } from "@porthole/protocol";
import { Attempts } from "../http/attempts.ts";
import { log } from "../log.ts";
import { type Grant, grantOf } from "./grant.ts";
import { readLinks, writeLinks } from "./link-file.ts";
import type { Guest, Visitor } from "./person.ts";
import type { SharingRules } from "./rules.ts";
import { hashOf, matches, newSecret } from "./secret.ts";

/** How long, in ms, a browser that came by a link is let in without it. */
const SESSION_LASTS = 30 * 24 * 3600_000;
/** Browsers of one link, and links at all; of browsers the oldest goes first. */
const MOST = { sessions: 50, links: 200 } as const;
const TOO_MANY = `There are ${MOST.links} links, which is the most. End some first.`;
/** Longest time, in ms, a timer takes. */
const LONGEST_TIMER = 0x7fff_ffff;
/** Compared with where there is no such link, so that this takes as long. */
const NOTHING = hashOf("");

/** A browser that has come by a link. */
export type GuestSession = {
  /** Hash of its cookie. */
  cookie: string;
  /** When it ends, in ms since 1970. */
  ends: number;
  /** What it was made, where that is another role than the link's. */
  role?: Role;
};

/** A way in for others, with what they may do. */
export type Link = {
  id: string;
  /** What its people are called. */
  name: string;
  role: Role;
  /** Gamepad, 1 to 4, where it is not the role's. */
  pad?: number;
  /** Hash of what the link's address ends with. */
  secret: string;
  /** When it ends, in ms since 1970; never when left out. */
  ends?: number;
  /** Its secret was made by another program, over the control plane's `POST tokens`. */
  foreign: boolean;
  sessions: GuestSession[];
};

/** What a new link shall be. `ends` in ms since 1970. */
export type LinkWish = { role: Role; name: string; ends?: number | undefined };
/** What another program wants a token of its own to be. */
export type TokenWish = { role: Role; pad?: number };

/** All links, and who has come by them. Only hashes of secrets are kept. */
export class Links implements Disposable {
  readonly rules: SharingRules;
  readonly #attempts: Attempts;
  readonly #now: () => number;
  readonly #links = new Map<string, Link>();
  #timer: NodeJS.Timeout | undefined;
  /** A link, or one browser of it, lets nobody in any more. */
  onEnd: (guest: { link: string; session?: string }) => void = () => undefined;
  /** What the guests of a link, or one browser of it, may do has changed. */
  onGrant: (guest: { link: string; session?: string }) => void = () => undefined;
  /** The list of links has changed. */
  onChange: () => void = () => undefined;

  constructor(rules: SharingRules, attempts = new Attempts(), now: () => number = Date.now) {
    this.rules = rules;
    this.#attempts = attempts;
    this.#now = now;
    try {
      for (const link of rules.file === undefined ? [] : readLinks(rules.file)) {
        this.#links.set(link.id, link);
      }
    } catch (error) {
      log("warning", `links that were shared before are lost: ${rules.file} cannot be read: ${error}`);
    }
    this.#sweep();
  }

  /** Links that let somebody in, oldest first. */
  get all(): readonly Link[] {
    return [...this.#links.values()];
  }

  /** Makes a link; its secret is told this once. Says in words why not. */
  make({ role, name, ends }: LinkWish): { link: Link; secret: string } | string {
    if (this.#links.size >= MOST.links) {
      return TOO_MANY;
    }
    const secret = newSecret();
    const link = this.#add({ role, name, foreign: false, secret: hashOf(secret), ...(ends && { ends }) });
    this.#changed();
    return { link, secret };
  }

  /** Ends a link: nobody comes in by it, and who has is put out. Gives whether there was one. */
  end(id: string): boolean {
    const found = this.#links.delete(id);
    if (found) {
      this.#changed();
      this.onEnd({ link: id });
    }
    return found;
  }

  /** Replaces the tokens of other programs by these: those that are missing end, others become what is said here. Says in words why not. */
  replaceTokens(tokens: ReadonlyMap<string, TokenWish>): string | undefined {
    const wanted = new Map([...tokens].map(([token, wish]) => [hashOf(token), wish]));
    const known = this.all.filter(({ foreign }) => foreign);
    if (this.#links.size - known.length + tokens.size > MOST.links) {
      return TOO_MANY;
    }
    for (const link of known) {
      const wish = wanted.get(link.secret);
      wanted.delete(link.secret);
      if (!wish) {
        this.#links.delete(link.id);
        this.onEnd({ link: link.id });
      } else if (wish.role !== link.role || wish.pad !== link.pad) {
        link.role = wish.role;
        delete link.pad;
        Object.assign(link, wish.pad === undefined ? {} : { pad: wish.pad });
        for (const session of link.sessions) {
          delete session.role;
        }
        this.onGrant({ link: link.id });
      }
    }
    for (const [secret, wish] of wanted) {
      this.#add({ ...wish, secret, name: "", foreign: true });
    }
    this.#changed();
    return undefined;
  }

  /** Lets a browser in that brings a link's secret; gives the cookie it is known by from now on, and until when. */
  enter(address: string, id: string, secret: string): { cookie: string; ends: number } | { wait: number } {
    const wait = this.#attempts.wait(address);
    const link = this.#open(id);
    if (wait === 0 && matches(secret, link?.secret ?? NOTHING) && link) {
      return this.#admit(link);
    }
    if (wait === 0) {
      this.#attempts.failed(address);
    }
    return { wait };
  }

  /** As {@link enter}, by a token of another program's. */
  enterByToken(
    address: string,
    token: string,
  ): { link: string; cookie: string; ends: number } | { wait: number } {
    const wait = this.#attempts.wait(address);
    const hash = hashOf(token);
    // The hash is of the guess, so the time a comparison takes tells nothing of what is kept.
    const link = this.all.find(({ foreign, secret }) => foreign && secret === hash);
    if (wait === 0 && link) {
      return { link: link.id, ...this.#admit(link) };
    }
    if (wait === 0) {
      this.#attempts.failed(address);
    }
    return { wait };
  }

  /** The guest that a cookie tells, where its link lets anybody in. */
  visitor(id: string, cookie: string): Visitor | undefined {
    const link = this.#open(id);
    const hash = hashOf(cookie);
    const session = link?.sessions.find(one => one.cookie === hash && one.ends > this.#now());
    const guest: Guest = { link: id, session: hash };
    const grant = this.grantOf(guest);
    return link && session && grant && { name: link.name, grant, guest };
  }

  /** What a guest may do now. */
  grantOf({ link: id, session: cookie }: Guest): Grant | undefined {
    const link = this.#links.get(id);
    const session = link?.sessions.find(one => one.cookie === cookie);
    return link && session && (session.role ? grantOf(session.role) : grantOf(link.role, link.pad));
  }

  /** Makes one browser of a link something else; its link's role takes that back. */
  setRole({ link: id, session: cookie }: Guest, role: Role): void {
    const link = this.#links.get(id);
    const session = link?.sessions.find(one => one.cookie === cookie);
    if (link && session) {
      if (role === link.role) {
        delete session.role;
      } else {
        session.role = role;
      }
      this.#store();
      this.onGrant({ link: id, session: cookie });
    }
  }

  /** Puts one browser out; with the link it can come again. */
  forget({ link: id, session: cookie }: Guest): void {
    const link = this.#links.get(id);
    const at = link?.sessions.findIndex(one => one.cookie === cookie) ?? -1;
    if (link && at >= 0) {
      link.sessions.splice(at, 1);
      this.#store();
      this.onEnd({ link: id, session: cookie });
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #add(made: Omit<Link, "id" | "sessions">): Link {
    const link: Link = { id: randomBytes(9).toString("base64url"), ...made, sessions: [] };
    this.#links.set(link.id, link);
    return link;
  }

  #admit(link: Link): { cookie: string; ends: number } {
    const cookie = newSecret();
    const now = this.#now();
    const ends = Math.min(link.ends ?? Number.POSITIVE_INFINITY, now + SESSION_LASTS);
    link.sessions = link.sessions.filter(session => session.ends > now).slice(1 - MOST.sessions);
    link.sessions.push({ cookie: hashOf(cookie), ends });
    this.#store();
    return { cookie, ends };
  }

  /** A link that lets people in now. */
  #open(id: string): Link | undefined {
    const link = this.#links.get(id);
    const allowed = link && (link.foreign || this.rules.roles.includes(link.role));
    return allowed && (link.ends === undefined || link.ends > this.#now()) ? link : undefined;
  }

  #changed(): void {
    this.#store();
    this.#sweep();
    this.onChange();
  }

  /** Ends what has come to its end date, now and when the next one comes. */
  #sweep(): void {
    clearTimeout(this.#timer);
    const now = this.#now();
    const past = this.all.filter(({ ends }) => ends !== undefined && ends <= now);
    for (const { id } of past) {
      this.#links.delete(id);
    }
    if (past.length > 0) {
      this.#store();
      this.onChange();
      for (const { id } of past) {
        this.onEnd({ link: id });
      }
    }
    const next = Math.min(...this.all.map(({ ends }) => ends ?? Number.POSITIVE_INFINITY));
    if (Number.isFinite(next)) {
      this.#timer = setTimeout(() => this.#sweep(), Math.min(next - now, LONGEST_TIMER));
      this.#timer.unref();
    }
  }

  #store(): void {
    if (this.rules.file === undefined) {
      return;
    }
    try {
      writeLinks(this.rules.file, this.all);
    } catch (error) {
      log("warning", `links are not kept across a restart: ${String(error)}`);
    }
  }
}

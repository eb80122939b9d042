import { CLOSE, ROLES, type Role, type ServerMessage } from "@porthole/protocol";
import type { PageLine } from "../session/page-line.ts";
import { type Grant, may } from "./grant.ts";
import type { Links } from "./links.ts";
import { cleanName, uniqueName } from "./names.ts";
import { type Guest, type Person, youAre } from "./person.ts";

/** Time, in ms, in which several changes are told as one. */
const TOLD_AFTER = 30;
/** Most that one list on the wire holds. */
const MOST_TOLD = 255;
/** Bytes in a page's socket from which on it is told no pointers. */
const FULL = 32 * 1024;

/** One page's part in sharing, as the others' see it. */
export type Presence = {
  readonly line: PageLine;
  /** Its page does not answer. */
  readonly silent: boolean;
  /** The person may do something else now. */
  regrant(): void;
};

/** Somebody who is there, as the control plane tells it. */
export type PersonHere = {
  id: number;
  name: string;
  role: Role;
  /** Link it came by; left out for owners. */
  link?: string;
};

/** Why something was not done: the id of its notice, and words. */
export type Refusal = { id: string; text: string };

/** Everybody who is there: told to all of them, with their pointers; put out as soon as their link ends. */
export class People implements Disposable {
  readonly links: Links;
  /** Whether who comes by no link has to sign in. */
  readonly signIn: boolean;
  readonly #present = new Set<Presence>();
  #timer: NodeJS.Timeout | undefined;

  constructor(links: Links, signIn: boolean) {
    this.links = links;
    this.signIn = signIn;
    links.onChange = () => this.#changed();
    links.onEnd = gone => {
      for (const presence of this.#of(gone)) {
        presence.line.end(CLOSE.revoked, "the link has ended");
      }
    };
    links.onGrant = changed => {
      for (const presence of this.#of(changed)) {
        const { guest } = presence.line.person;
        const grant = guest && links.grantOf(guest);
        if (grant) {
          this.#regrant(presence, grant);
        }
      }
    };
  }

  /** Everybody who is there, in the order they came. */
  get here(): PersonHere[] {
    return [...this.#present].map(({ line: { person } }) => ({
      id: person.id,
      name: person.name,
      role: person.grant.role,
      ...(person.guest && { link: person.guest.link }),
    }));
  }

  /** Adds a page; gives what takes it away again. */
  join(presence: Presence): Disposable {
    const { line } = presence;
    const { guest } = line.person;
    const grant = guest ? this.links.grantOf(guest) : line.person.grant;
    if (!grant) {
      // It ended between the handshake and the hello.
      line.end(CLOSE.revoked, "the link has ended");
      return { [Symbol.dispose]: () => undefined };
    }
    line.person.grant = grant;
    this.#rename(line.person, line.person.name || (line.person.guest ? "Guest" : "Owner"));
    this.#present.add(presence);
    line.send(youAre(line.person));
    this.#tellSharing(line);
    this.#changed();
    return {
      [Symbol.dispose]: () => {
        this.#present.delete(presence);
        this.#changed();
      },
    };
  }

  /** Somebody wants to be called so. */
  rename({ line }: Presence, name: string): void {
    const clean = cleanName(name);
    if (clean !== "" && clean !== line.person.name) {
      this.#rename(line.person, clean);
      line.send(youAre(line.person));
      this.#changed();
    }
  }

  /** Somebody's page has fallen silent, or speaks again. */
  heard(): void {
    this.#changed();
  }

  /** Tells the others on the same monitor where somebody points. */
  point(from: Presence, x: number, y: number): void {
    for (const { line } of this.#present) {
      const same = line.monitor === from.line.monitor && line !== from.line;
      if (same && may(line.person.grant, "watch") && line.buffered() < FULL) {
        line.send({ kind: "pointer", person: from.line.person.id, x, y });
      }
    }
  }

  /** Whether anybody else is there. */
  get several(): boolean {
    return this.#present.size > 1;
  }

  /** Makes a link; says why not. */
  makeLink(wish: {
    role: Role;
    name: string;
    ends?: number | undefined;
  }): { link: string; code: string } | Refusal {
    if (!this.links.rules.roles.includes(wish.role)) {
      return { id: "sharing-role", text: `This server makes no links for the role "${wish.role}".` };
    }
    if (wish.ends !== undefined && !(wish.ends > Date.now())) {
      return { id: "sharing-ended", text: "The link would have ended already. Choose a later date." };
    }
    const made = this.links.make({ ...wish, name: cleanName(wish.name) });
    return typeof made === "string"
      ? { id: "sharing-too-many", text: made }
      : { link: made.link.id, code: made.secret };
  }

  /** Makes a guest something else, or what its link says without control; says why not. */
  setRole(person: number, role: Role | "link"): Refusal | undefined {
    const guest = this.#guest(person);
    if ("text" in guest) {
      return guest;
    }
    if (role === "owner") {
      return { id: "sharing-role", text: "Only who signs in owns the desktop. Choose another role." };
    }
    const own = this.links.all.find(({ id }) => id === guest.link)?.role ?? "viewer";
    this.links.setRole(guest, role === "link" ? (own === "controller" ? "viewer" : own) : role);
    return undefined;
  }

  /** Puts a guest out; says why not. */
  putOut(person: number): Refusal | undefined {
    const guest = this.#guest(person);
    if ("text" in guest) {
      return guest;
    }
    this.links.forget(guest);
    return undefined;
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.links[Symbol.dispose]();
  }

  #guest(id: number): Guest | Refusal {
    const person = [...this.#present].find(({ line }) => line.person.id === id)?.line.person;
    if (!person) {
      return { id: "sharing-gone", text: "That person has gone." };
    }
    return person.guest ?? { id: "sharing-owner", text: "That person signed in, and owns the desktop." };
  }

  #of({ link, session }: { link: string; session?: string }): Presence[] {
    return [...this.#present].filter(({ line }) => {
      const { guest } = line.person;
      return guest?.link === link && (session === undefined || guest.session === session);
    });
  }

  #regrant(presence: Presence, grant: Grant): void {
    const { line } = presence;
    line.person.grant = grant;
    line.send(youAre(line.person));
    presence.regrant();
    this.#tellSharing(line);
    this.#changed();
  }

  #rename(person: Person, name: string): void {
    const others = [...this.#present].filter(({ line }) => line.person !== person);
    person.name = uniqueName(name, new Set(others.map(({ line }) => line.person.name)));
  }

  #tellSharing(line: PageLine): void {
    if (may(line.person.grant, "share")) {
      const roles = this.links.rules.roles.map(role => ROLES.indexOf(role));
      line.send({ kind: "sharing", roles, signIn: this.signIn });
    }
  }

  #changed(): void {
    this.#timer ??= setTimeout(() => this.#tell(), TOLD_AFTER);
  }

  #tell(): void {
    this.#timer = undefined;
    const here = this.here.slice(0, MOST_TOLD);
    const people: ServerMessage = {
      kind: "people",
      persons: here.map(({ id }) => id),
      names: here.map(({ name }) => name),
      roles: here.map(({ role }) => ROLES.indexOf(role)),
      guests: here.map(({ link }) => link !== undefined),
      silent: [...this.#present].slice(0, MOST_TOLD).map(({ silent }) => silent),
    };
    const links = this.links.all;
    const list: ServerMessage = {
      kind: "links",
      links: links.map(({ id }) => id),
      names: links.map(({ name }) => name),
      roles: links.map(({ role }) => ROLES.indexOf(role)),
      ends: links.map(({ ends }) => ends ?? 0),
      here: links.map(({ id }) => Math.min(MOST_TOLD, this.#of({ link: id }).length)),
    };
    for (const { line } of this.#present) {
      line.send(people);
      if (may(line.person.grant, "share")) {
        line.send(list);
      }
    }
  }
}

/** What a role's number on the wire stands for; `undefined` for none there is. */
export function roleOf(number: number): Role | undefined {
  return ROLES[number];
}

/** Roles by their names, `undefined` for none there is; never the owner, which nobody is made. */
export function guestRole(name: string): Role | undefined {
  return ROLES.find(role => role === name && role !== "owner");
}

import { actionBits, ROLES, type ServerMessage } from "@porthole/protocol";
import { type Grant, grantOf } from "./grant.ts";

/** A browser that came by a link: the link, and the hash of the browser's cookie. */
export type Guest = { readonly link: string; readonly session: string };

/** Who comes with a request, as its sign-in or its link tells. */
export type Visitor = {
  /** "" where nothing is known of it. */
  readonly name: string;
  readonly grant: Grant;
  /** Left out for whoever owns the desktop. */
  readonly guest?: Guest;
  /** When the sign-in ends, in ms since 1970; left out where it does not. */
  readonly until?: number | undefined;
};

/** One page's person, as long as its connection lasts. */
export type Person = {
  /** Number, unique while the server runs. */
  readonly id: number;
  readonly guest?: Guest | undefined;
  readonly until?: number | undefined;
  name: string;
  grant: Grant;
};

/** The visitor where everybody is let in, or whoever knows the password. */
export function ownerNamed(name: string, until?: number): Visitor {
  return { name, grant: grantOf("owner"), until };
}

/** What a page is told of its own person. */
export function youAre({ id, name, grant }: Person): ServerMessage {
  const { role, actions, pads } = grant;
  return {
    kind: "you",
    person: id,
    name,
    role: ROLES.indexOf(role),
    actions: actionBits(actions),
    pads,
  };
}

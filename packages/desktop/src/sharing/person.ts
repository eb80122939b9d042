import { actionBits, ROLES, type ServerMessage } from "@porthole/protocol";
import { type Grant, grantOf } from "./grant.ts";

/** Who comes with a request, as its sign-in or its link tells. */
export type Visitor = {
  readonly name: string;
  readonly grant: Grant;
};

/** One page's person, as long as its connection lasts. */
export type Person = {
  /** Number, unique while the server runs. */
  readonly id: number;
  name: string;
  grant: Grant;
};

/** The visitor where everybody is let in, or whoever knows the password. */
export function ownerNamed(name: string): Visitor {
  return { name, grant: grantOf("owner") };
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

import { ACTIONS, type Action, actionBits, actionsOf, ROLES, type Role } from "@porthole/protocol";
import { describe, expect, it } from "vitest";
import { grantOf, may } from "./grant.ts";
import { refusal } from "./needs.ts";

/** What each role may beyond watching and listening, as docs/sharing.md promises it. */
const PROMISED: Record<Role, readonly Action[]> = {
  owner: ACTIONS,
  controller: ACTIONS.filter(action => action !== "share"),
  collaborator: ["keyboard", "pointer", "clipboardIn", "clipboardOut"],
  viewer: [],
  player2: ["gamepad"],
  player3: ["gamepad"],
  player4: ["gamepad"],
};

describe.each(ROLES)("the role %s", role => {
  it.each(ACTIONS)("%s is as promised", action => {
    const promised = action === "watch" || action === "sound" || PROMISED[role].includes(action);
    expect(may(grantOf(role), action)).toBe(promised);
    expect(grantOf(role).pads.length > 0).toBe(may(grantOf(role), "gamepad"));
    expect(refusal(grantOf(role), action)).toContain(role);
  });
});

it("a player plays the gamepad of its number, and no other", () => {
  expect([grantOf("player2").pads, grantOf("player3").pads, grantOf("player4").pads]).toEqual([
    [2],
    [3],
    [4],
  ]);
});

it("actions pass the wire, and bits that a later version brings are left out", () => {
  expect(actionsOf(actionBits(["watch", "share"]) | (1 << 30))).toEqual(new Set(["watch", "share"]));
});

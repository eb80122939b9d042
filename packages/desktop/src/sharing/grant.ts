import { ACTIONS, type Action, type Role } from "@porthole/protocol";

/** What somebody may do here. Told to the page, enforced by the server. */
export type Grant = {
  readonly role: Role;
  readonly actions: ReadonlySet<Action>;
  /** Gamepads, 1 to 4; a page's first pad plays the first of them. */
  readonly pads: readonly number[];
};

const WATCH = ["watch", "sound"] as const;
const OPERATE = [...WATCH, "keyboard", "pointer", "clipboardIn", "clipboardOut"] as const;
const EVERY_PAD = [1, 2, 3, 4];

/** What each role may. A collaborator is what Selkies calls a viewer with mouse and keyboard. */
const ROLE_ACTIONS: Record<Role, readonly Action[]> = {
  owner: ACTIONS,
  controller: ACTIONS.filter(action => action !== "share"),
  collaborator: OPERATE,
  viewer: WATCH,
  player2: WATCH,
  player3: WATCH,
  player4: WATCH,
};
const ROLE_PADS: Record<Role, readonly number[]> = {
  owner: EVERY_PAD,
  controller: EVERY_PAD,
  collaborator: [],
  viewer: [],
  player2: [2],
  player3: [3],
  player4: [4],
};

/** What a role may do; with the gamepad `pad` (1 to 4) in place of the role's own where that is given. */
export function grantOf(role: Role, pad?: number): Grant {
  const pads = pad === undefined ? ROLE_PADS[role] : [pad];
  const actions = new Set(ROLE_ACTIONS[role]);
  if (pads.length > 0) {
    actions.add("gamepad");
  }
  return { role, actions, pads };
}

/** Whether somebody may do this. */
export function may(grant: Grant, action: Action): boolean {
  return grant.actions.has(action);
}

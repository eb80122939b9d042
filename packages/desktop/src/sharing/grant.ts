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

/** What each role may. A collaborator is what the reference calls a viewer with mouse and keyboard. */
const ROLE_ACTIONS: Record<Role, readonly Action[]> = {
  owner: ACTIONS,
  controller: ACTIONS.filter(action => action !== "share"),
  collaborator: OPERATE,
  viewer: WATCH,
  player2: [...WATCH, "gamepad"],
  player3: [...WATCH, "gamepad"],
  player4: [...WATCH, "gamepad"],
};
const ROLE_PADS: Record<Role, readonly number[]> = {
  owner: [1, 2, 3, 4],
  controller: [1, 2, 3, 4],
  collaborator: [],
  viewer: [],
  player2: [2],
  player3: [3],
  player4: [4],
};

/** What a role may do. */
export function grantOf(role: Role): Grant {
  return { role, actions: new Set(ROLE_ACTIONS[role]), pads: ROLE_PADS[role] };
}

/** Whether somebody may do this. */
export function may(grant: Grant, action: Action): boolean {
  return grant.actions.has(action);
}

import type { Role } from "@porthole/protocol";

/** Which links pages and the command may make. */
export type SharingRules = {
  /** Roles there may be links for; none where sharing is off. Links for other roles that were made before let nobody in. */
  readonly roles: readonly Role[];
  /** File that keeps links across restarts; nowhere when left out. */
  readonly file: string | undefined;
};

/** Roles a link may have, each with the variable that switches it off; the first has the one for all of them alone. */
const SWITCHES = {
  controller: "SELKIES_ENABLE_SHARING",
  collaborator: "SELKIES_ENABLE_COLLAB",
  viewer: "SELKIES_ENABLE_SHARED",
  player2: "SELKIES_ENABLE_PLAYER2",
  player3: "SELKIES_ENABLE_PLAYER3",
  player4: "SELKIES_ENABLE_PLAYER4",
} as const satisfies Partial<Record<Role, string>>;

/** A variable that switches links off. */
export type SharingSwitch = (typeof SWITCHES)[keyof typeof SWITCHES];

/** Roles that are left when each switch has been asked. */
export function sharedRoles(enabled: (variable: SharingSwitch) => boolean): Role[] {
  const roles = Object.entries(SWITCHES) as [keyof typeof SWITCHES, SharingSwitch][];
  return enabled("SELKIES_ENABLE_SHARING")
    ? roles.filter(([, variable]) => enabled(variable)).map(([role]) => role)
    : [];
}

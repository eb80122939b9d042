import type { Variables } from "./variable.ts";

const NO_SHARING = "There are no links for others yet.";

/** Others at the same desktop, and programs that govern who they are. */
export const sharingVariables = {
  SELKIES_ENABLE_SHARING: { absent: NO_SHARING },
  SELKIES_ENABLE_COLLAB: { absent: NO_SHARING },
  SELKIES_ENABLE_SHARED: { absent: NO_SHARING },
  SELKIES_ENABLE_PLAYER2: { absent: NO_SHARING },
  SELKIES_ENABLE_PLAYER3: { absent: NO_SHARING },
  SELKIES_ENABLE_PLAYER4: { absent: NO_SHARING },
  SELKIES_MASTER_TOKEN: { absent: NO_SHARING },
  SELKIES_CONTROL_PORT: { absent: NO_SHARING },
} as const satisfies Variables;

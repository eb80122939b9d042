import { flag, integer, type Kind, text } from "./kinds.ts";
import type { Variables } from "./variable.ts";

/** A secret that cannot be guessed. */
const secret: Kind<string> = {
  wanted: "a secret of at least 16 characters",
  bounds: "at least 16 characters",
  read: words => (words.length >= 16 ? words : undefined),
};

/** Others at the same desktop, and programs that govern who they are. */
export const sharingVariables = {
  SELKIES_ENABLE_SHARING: {
    kind: flag,
    initial: "true",
    purpose: "Whether there may be links for others at all.",
  },
  SELKIES_ENABLE_COLLAB: {
    kind: flag,
    initial: "true",
    purpose: "Whether there may be links for collaborators.",
  },
  SELKIES_ENABLE_SHARED: {
    kind: flag,
    initial: "true",
    purpose: "Whether there may be links for viewers.",
  },
  SELKIES_ENABLE_PLAYER2: {
    kind: flag,
    initial: "true",
    purpose: "Whether there may be links for player 2.",
  },
  SELKIES_ENABLE_PLAYER3: {
    kind: flag,
    initial: "true",
    purpose: "Whether there may be links for player 3.",
  },
  SELKIES_ENABLE_PLAYER4: {
    kind: flag,
    initial: "true",
    purpose: "Whether there may be links for player 4.",
  },
  SELKIES_MASTER_TOKEN: {
    kind: secret,
    secret: true,
    purpose:
      "Opens the control plane to programs that send it. Without PASSWORD nobody then comes in but by a link.",
  },
  SELKIES_CONTROL_PORT: {
    kind: integer(1, 65535),
    initial: "8083",
    purpose: "Port of the control plane inside the container; open with SELKIES_MASTER_TOKEN alone.",
  },
  PORTHOLE_STATE_DIR: {
    kind: text("a path"),
    initial: "/config/.local/state/porthole",
    purpose: "Folder of what the server keeps when the container is made anew: links.",
  },
} as const satisfies Variables;

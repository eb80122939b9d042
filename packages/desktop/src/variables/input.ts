import { flag, setToAnything } from "./kinds.ts";
import type { Variables } from "./variable.ts";

const BY_LIBRARY = "Gamepads reach programs through a library of Porthole's own.";

/** Keyboard, pointer, gamepads. */
export const inputVariables = {
  SELKIES_GAMEPAD_ENABLED: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages' gamepads reach the desktop's programs.",
  },
  NO_GAMEPAD: {
    kind: setToAnything,
    purpose: "Set to anything for a desktop without gamepads, as `SELKIES_GAMEPAD_ENABLED=false`.",
  },
  SELKIES_UINPUT_GAMEPAD: { absent: BY_LIBRARY },
  SELKIES_INTERPOSER: { absent: BY_LIBRARY },
} as const satisfies Variables;

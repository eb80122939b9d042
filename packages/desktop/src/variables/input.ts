import type { Variables } from "./variable.ts";

const NO_PADS = "There are no gamepads yet.";

/** Keyboard, pointer, gamepads. */
export const inputVariables = {
  SELKIES_GAMEPAD_ENABLED: { absent: NO_PADS },
  SELKIES_UINPUT_GAMEPAD: { absent: NO_PADS },
  SELKIES_INTERPOSER: { absent: NO_PADS },
  NO_GAMEPAD: { absent: NO_PADS },
} as const satisfies Variables;

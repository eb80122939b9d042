import { flag, oneOf } from "./kinds.ts";
import type { Variables } from "./variable.ts";

/** What passes between pages and the desktop's clipboard. */
export const clipboardVariables = {
  SELKIES_CLIPBOARD_ENABLED: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages share the desktop's clipboard.",
  },
  SELKIES_CLIPBOARD_IN_ENABLED: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages may bring something to the clipboard.",
  },
  SELKIES_CLIPBOARD_OUT_ENABLED: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages are sent what is copied in the desktop.",
  },
  SELKIES_ENABLE_CLIPBOARD: {
    kind: oneOf("true", "in", "out", "false"),
    initial: "true",
    purpose: "The three above in one, as Selkies' next version has it.",
  },
  SELKIES_ENABLE_BINARY_CLIPBOARD: {
    kind: flag,
    initial: "true",
    purpose: "Whether pictures pass the clipboard.",
  },
  PORTHOLE_CLIPBOARD_PRIMARY: {
    kind: flag,
    initial: "false",
    purpose: "Whether text that is merely selected is shared as well.",
  },
} as const satisfies Variables;

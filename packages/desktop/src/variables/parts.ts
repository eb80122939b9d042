import { flag } from "./kinds.ts";
import type { Variables } from "./variable.ts";

const ELSEWHERE = "The page has no such part.";

/** Which parts of the page are to be seen. Hiding one forbids nothing. */
export const partVariables = {
  PORTHOLE_SHOW_BAR: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the tool bar with all that it leads to.",
  },
  SELKIES_UI_SHOW_SIDEBAR: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the panel of settings.",
  },
  SELKIES_UI_SIDEBAR_SHOW_VIDEO_SETTINGS: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the section *Stream*.",
  },
  SELKIES_UI_SIDEBAR_SHOW_SCREEN_SETTINGS: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the section *Display*.",
  },
  SELKIES_UI_SIDEBAR_SHOW_AUDIO_SETTINGS: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the section *Sound*.",
  },
  SELKIES_UI_SIDEBAR_SHOW_GAMEPADS: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the section *Keyboard and pointer*.",
  },
  SELKIES_UI_SIDEBAR_SHOW_CLIPBOARD: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the section *Clipboard*.",
  },
  SELKIES_UI_SIDEBAR_SHOW_FILES: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the section *Files*.",
  },
  SELKIES_UI_SIDEBAR_SHOW_SHARING: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the section *Sharing*.",
  },
  SELKIES_UI_SIDEBAR_SHOW_STATS: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the section *Statistics*.",
  },
  SELKIES_UI_SIDEBAR_SHOW_FULLSCREEN: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the button for full screen.",
  },
  SELKIES_UI_SIDEBAR_SHOW_KEYBOARD_BUTTON: {
    kind: flag,
    initial: "true",
    purpose: "Whether pages show the button for the on-screen keyboard.",
  },
  "SELKIES_UI_SHOW_*": { absent: ELSEWHERE },
  "SELKIES_UI_SIDEBAR_SHOW_*": { absent: ELSEWHERE },
} as const satisfies Variables;

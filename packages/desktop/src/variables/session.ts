import { flag, integer, setToAnything, text } from "./kinds.ts";
import type { Variables } from "./variable.ts";

const HOOKS = "A service of one's own can follow the server's log or `/metrics`.";

/** The session in the container: its language, its windows, what is closed to the person at the page. */
export const sessionVariables = {
  LC_ALL: {
    kind: text("a locale"),
    initial: "en_US.UTF-8",
    purpose: "Language of the session, made at start where it is missing.",
    by: "session",
  },
  NO_DECOR: {
    kind: setToAnything,
    purpose: "Set to anything for windows without borders; Ctrl+Shift+d gives them back.",
    by: "session",
  },
  NO_FULL: {
    kind: setToAnything,
    purpose: "Set to anything for windows that do not fill the screen.",
    by: "session",
  },
  RESTART_APP: {
    kind: flag,
    purpose: "true: what autostart starts is started again when it ends.",
    by: "session",
  },
  HARDEN_DESKTOP: {
    kind: flag,
    purpose:
      "true: DISABLE_OPEN_TOOLS, DISABLE_SUDO and DISABLE_TERMINALS together, and no files pass unless SELKIES_FILE_TRANSFERS is set.",
    by: "session",
  },
  HARDEN_OPENBOX: {
    kind: flag,
    purpose:
      "true: DISABLE_CLOSE_BUTTON, DISABLE_MOUSE_BUTTONS and HARDEN_KEYBINDS together, and RESTART_APP unless that is set.",
    by: "session",
  },
  DISABLE_OPEN_TOOLS: { kind: flag, purpose: "true: xdg-open and exo-open cannot be run.", by: "session" },
  DISABLE_SUDO: { kind: flag, purpose: "true: nobody in the session can become root.", by: "session" },
  DISABLE_TERMINALS: {
    kind: flag,
    purpose: "true: terminals cannot be run and leave the menu.",
    by: "session",
  },
  DISABLE_CLOSE_BUTTON: { kind: flag, purpose: "true: windows have no close button.", by: "session" },
  DISABLE_MOUSE_BUTTONS: {
    kind: flag,
    purpose: "true: right and middle button do nothing in the window manager.",
    by: "session",
  },
  HARDEN_KEYBINDS: {
    kind: flag,
    purpose: "true: Alt+F4, Alt+Escape, Alt+Space and Super+E do nothing.",
    by: "session",
  },
  START_DOCKER: {
    kind: flag,
    initial: "true",
    purpose:
      "Whether Docker Engine runs in the session, where one is installed and the container is privileged; set to true, the log says why it does not.",
    by: "session",
  },
  DEV_MODE: {
    kind: setToAnything,
    purpose:
      "Set to anything for people who develop the page or the server: when a file of either changes, the server starts anew and open pages load again.",
  },
  DISPLAY: {
    kind: text("an X display"),
    initial: ":1",
    purpose: "The X display that is shown.",
    from: "systems",
    internal: true,
  },
  XDG_RUNTIME_DIR: {
    kind: text("a folder"),
    purpose: "Folder of the session's sockets and logs, and of who is signed in.",
    from: "systems",
    internal: true,
  },
  PORTHOLE_NOTIFY_FD: {
    kind: integer(0, 1023),
    purpose: "File descriptor that gets a line once the server is ready.",
    internal: true,
  },
  SELKIES_DESKTOP: { absent: "The window manager's menu starts programs; there is no panel of its own." },
  PELORUS: { absent: "There is no agent's page." },
  PIXELFLUX_CU: { absent: "There is no computer-use API." },
  SELKIES_COMPUTER_USE_BIND: { absent: "There is no computer-use API." },
  DASHBOARD: { absent: "There is one page." },
  SELKIES_COMMAND_ENABLED: { absent: "A page cannot run commands beside the desktop it controls." },
  SELKIES_RUN_AFTER_CONNECT: { absent: HOOKS },
  SELKIES_RUN_AFTER_DISCONNECT: { absent: HOOKS },
} as const satisfies Variables;

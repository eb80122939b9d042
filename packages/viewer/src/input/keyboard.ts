import type { PageMessage } from "@porthole/protocol";
import { KEYSYM, keysymOf, keysymOfCharacter, shortcutKeysym } from "./keysyms.ts";

/** What of a KeyboardEvent is looked at. `timeStamp` in milliseconds. */
export type Key = Pick<
  KeyboardEvent,
  | "key"
  | "code"
  | "keyCode"
  | "location"
  | "timeStamp"
  | "repeat"
  | "isComposing"
  | "metaKey"
  | "ctrlKey"
  | "altKey"
>;

/** Systems whose browsers report keys in ways of their own. */
export type Platform = "mac" | "windows" | "other";

/** What a keyboard needs; `delay` calls back after so many milliseconds. */
export type KeyboardEvents = {
  send(message: Extract<PageMessage, { kind: "key" | "held" }>): void;
  delay(done: () => void, milliseconds: number): void;
};

/** Key events in, key messages out. */
export type Keyboard = {
  /** Whether the event was taken; the browser must not act on it then. */
  down(key: Key): boolean;
  up(key: Key): boolean;
  /** Text that came without keys: composition, on-screen keyboards. */
  type(text: string): void;
  /** Presses and releases one keysym. */
  tap(keysym: number): void;
  /** Keysyms that are down, as the server should see them. */
  held(): number[];
  /** Releases everything. */
  release(): void;
};

/** Windows tells of AltGr as Control and AltGraph within a few milliseconds. */
const ALTGR_GAP = 50;
/** How long a left Control waits to see whether it is half of an AltGr. */
const ALTGR_WAIT = 100;

/** `keyCode` of a key that an input method has taken (UI Events, section 7.3.1). */
const TAKEN = 229;

const PRINTABLE = /^[^\p{Cc}]$/u;

/** A keyboard of one system. */
export function keyboardOf(platform: Platform, { send, delay }: KeyboardEvents): Keyboard {
  /** Keysym sent for each physical key that is down, by `code`. */
  const down = new Map<string, number>();
  /** A left Control that may be half of an AltGr (Windows). */
  let control: Key | undefined;
  /** Option keys that are down and not sent: they may only choose a character (macOS). */
  const options = new Map<string, number>();

  function press(id: string, keysym: number, code: string): void {
    down.set(id, keysym);
    send({ kind: "key", keysym, down: true, code });
  }

  function lift(id: string): boolean {
    const keysym = down.get(id);
    if (keysym === undefined) {
      return false;
    }
    down.delete(id);
    send({ kind: "key", keysym, down: false, code: codeOf(id) });
    return true;
  }

  function tap(keysym: number, code = ""): void {
    send({ kind: "key", keysym, down: true, code });
    send({ kind: "key", keysym, down: false, code });
  }

  function passControl(): void {
    if (control) {
      control = undefined;
      press("ControlLeft", KEYSYM.Control_L, "ControlLeft");
    }
  }

  /** Whether the event is taken by what only Windows does. */
  function downOnWindows(key: Key): boolean {
    if (key.code === "ControlLeft" && !down.has("ControlLeft")) {
      if (!control) {
        control = key;
        delay(() => {
          if (control === key) {
            passControl();
          }
        }, ALTGR_WAIT);
      }
      return true;
    }
    if (key.key === "AltGraph" && control && key.timeStamp - control.timeStamp < ALTGR_GAP) {
      control = undefined;
    }
    passControl();
    return false;
  }

  /** Whether the event is taken by what only macOS does. */
  function downOnMac(key: Key): boolean {
    if (key.key === "Meta") {
      if (!down.has(idOf(key))) {
        press(idOf(key), key.location === 2 ? KEYSYM.Control_R : KEYSYM.Control_L, key.code);
      }
      return true;
    }
    if (key.key === "Alt") {
      if (!down.has(idOf(key))) {
        options.set(idOf(key), key.location === 2 ? KEYSYM.Alt_R : KEYSYM.Alt_L);
      }
      return true;
    }
    if (!PRINTABLE.test(key.key) || key.location === 3) {
      // Alt with a key that has no character is a shortcut, so the application must see Alt.
      for (const [id, keysym] of options) {
        press(id, keysym, codeOf(id));
      }
      options.clear();
    }
    const keysym = (key.metaKey ? shortcutKeysym(key) : undefined) ?? keysymOf(key);
    if (key.metaKey && keysym !== undefined && !(key.key in MODIFIERS)) {
      // macOS tells of no release while Command is down.
      tap(keysym, key.code);
      return true;
    }
    return false;
  }

  return {
    down(key) {
      if (key.isComposing || key.key === "Process" || key.keyCode === TAKEN) {
        return false;
      }
      if (platform === "windows" && downOnWindows(key)) {
        return true;
      }
      if (platform === "mac" && downOnMac(key)) {
        return true;
      }
      const id = idOf(key);
      const before = down.get(id);
      // With Alt as well it may be AltGr, which writes.
      const isShortcut = key.ctrlKey && !key.altKey;
      const keysym = before ?? (isShortcut ? shortcutKeysym(key) : undefined) ?? keysymOf(key);
      if (keysym === undefined) {
        return false;
      }
      press(id, keysym, key.code);
      return true;
    },
    up(key) {
      if (control && key.code === "ControlLeft") {
        passControl();
      }
      options.delete(idOf(key));
      const lifted = lift(idOf(key));
      if (platform === "windows" && key.key === "Shift") {
        // Windows tells of one release where both Shift keys were down.
        lift("ShiftLeft");
        lift("ShiftRight");
      }
      return lifted;
    },
    type(text) {
      for (const character of text.replaceAll("\r\n", "\n")) {
        const keysym = keysymOfCharacter(character);
        if (keysym !== undefined) {
          tap(keysym);
        }
      }
    },
    tap,
    held: () => [...new Set(down.values())],
    release() {
      control = undefined;
      options.clear();
      down.clear();
      send({ kind: "held", keysyms: [] });
    },
  };
}

const MODIFIERS: Record<string, true> = { Shift: true, Control: true, Alt: true, AltGraph: true, Meta: true };
const NO_CODE = "key:";

function idOf({ code, key }: Key): string {
  return code || NO_CODE + key;
}

function codeOf(id: string): string {
  return id.startsWith(NO_CODE) ? "" : id;
}

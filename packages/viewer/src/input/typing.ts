import type { PageMessage } from "@porthole/protocol";
import { keyboardOf, type Platform } from "./keyboard.ts";
import { KEYSYM } from "./keysyms.ts";

const HEARTBEAT = 1000;

/** Shortcuts of the page itself, with Control, Alt and Shift, by `code`. */
export type Shortcuts = Record<string, () => void>;

/** The keyboard of the page. */
export type Typing = {
  focus(): void;
  /** Releases every key in the desktop. */
  release(): void;
};

/** Looks at a key before it is sent; `true` leaves it to the browser to act on as well. */
export type BeforeKey = (event: KeyboardEvent) => boolean;

/** Sends what is typed into `target`, an empty text area that has the focus while the desktop is used. */
export function openTyping(
  target: HTMLTextAreaElement,
  send: (message: PageMessage) => void,
  shortcuts: Shortcuts,
  beforeKey: BeforeKey = () => false,
): Typing {
  const keyboard = keyboardOf(platformOf(navigator.userAgent), {
    send,
    delay: (done, milliseconds) => void setTimeout(done, milliseconds),
  });

  target.addEventListener("keydown", event => {
    const shortcut = event.ctrlKey && event.altKey && event.shiftKey ? shortcuts[event.code] : undefined;
    if (shortcut) {
      event.preventDefault();
      keyboard.release();
      shortcut();
    } else {
      const leave = beforeKey(event);
      if (keyboard.down(event) && !leave) {
        event.preventDefault();
      }
    }
  });
  target.addEventListener("keyup", event => {
    if (keyboard.up(event)) {
      event.preventDefault();
    }
  });
  target.addEventListener("beforeinput", event => {
    if (event.isComposing) {
      return;
    }
    event.preventDefault();
    if (event.inputType === "insertText" && event.data) {
      keyboard.type(event.data);
    } else if (event.inputType === "insertLineBreak") {
      keyboard.tap(KEYSYM.Return);
    } else if (event.inputType === "deleteContentBackward") {
      keyboard.tap(KEYSYM.BackSpace);
    }
  });
  target.addEventListener("compositionend", event => {
    keyboard.type(event.data);
    target.value = "";
  });
  target.addEventListener("blur", () => keyboard.release());
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) {
      keyboard.release();
    }
  });
  setInterval(() => {
    const keysyms = keyboard.held().slice(0, 255);
    if (keysyms.length > 0) {
      send({ kind: "held", keysyms });
    }
  }, HEARTBEAT);

  return {
    focus: () => target.focus({ preventScroll: true }),
    release: () => keyboard.release(),
  };
}

function platformOf(agent: string): Platform {
  return /Macintosh|iPhone|iPad/.test(agent) ? "mac" : /Windows/.test(agent) ? "windows" : "other";
}

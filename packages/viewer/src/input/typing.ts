import type { PageMessage } from "@porthole/protocol";
import { remembered } from "../page/remember.ts";
import { keyboardOf, type Platform } from "./keyboard.ts";
import { KEYSYM } from "./keysyms.ts";
import { liveText } from "./live-text.ts";

const HEARTBEAT = 1000;
/** Height of a line, in CSS pixels, where it is not known. */
const LINE = 20;

/** Shortcuts of the page itself, with Control, Alt and Shift, by `code`. */
export type Shortcuts = Record<string, () => void>;

/** The keyboard of the page. */
export type Typing = {
  focus(): void;
  /** Shows the keyboard on the screen, where there is one. To be called at a gesture. */
  showKeyboard(): void;
  /** What is composed appears at a caret that begins at this point and has this height, in CSS pixels; without a height, in a line around the point. */
  place(x: number, y: number, height?: number): void;
  /** Releases every key in the desktop; to be called when there is a connection to one. */
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

  let locks = "";
  /** Tells which locks are on, where that is news to the server. */
  function tellLocks(event: KeyboardEvent): void {
    const [caps, num] = [event.getModifierState("CapsLock"), event.getModifierState("NumLock")];
    const now = `${caps} ${num}`;
    // A lock's own key says what was before it.
    if (now !== locks && event.key !== "CapsLock" && event.key !== "NumLock") {
      locks = now;
      send({ kind: "locks", caps, num });
    }
  }

  // Keyboards on a screen compose every word; whoever types there sees each letter at once all the same.
  const text = /Android/.test(navigator.userAgent) ? liveText(target, keyboard) : undefined;

  target.addEventListener("keydown", event => {
    if (text?.takes(event)) {
      return;
    }
    tellLocks(event);
    const shortcut = event.ctrlKey && event.altKey && event.shiftKey ? shortcuts[event.code] : undefined;
    if (shortcut) {
      event.preventDefault();
      keyboard.release();
      shortcut();
    } else {
      const leave = beforeKey(event);
      if (keyboard.down(event)) {
        text?.forget();
        if (!leave) {
          event.preventDefault();
        }
      }
    }
  });
  target.addEventListener("keyup", event => {
    if (keyboard.up(event)) {
      event.preventDefault();
    }
  });
  target.addEventListener("beforeinput", event => {
    if (text || event.isComposing) {
      return;
    }
    event.preventDefault();
    if (/^insert(Replacement)?Text$/.test(event.inputType)) {
      keyboard.type(event.data ?? event.dataTransfer?.getData("text/plain") ?? "");
    } else if (event.inputType === "insertLineBreak") {
      keyboard.tap(KEYSYM.Return);
    } else if (event.inputType === "deleteContentBackward") {
      keyboard.tap(KEYSYM.BackSpace);
    }
  });
  // Only those who compose have the server look for the caret.
  const composes = remembered("composes", value => value === true);
  let seeks = false;
  function seek(): void {
    if (!seeks) {
      seeks = true;
      send({ kind: "seekCaret" });
    }
  }

  if (!text) {
    target.addEventListener("compositionstart", () => {
      target.dataset.composing = "";
      composes.set(true);
      seek();
    });
    target.addEventListener("compositionend", event => {
      keyboard.type(event.data);
      delete target.dataset.composing;
      target.value = "";
    });
  }

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
    showKeyboard() {
      // The focus alone shows nothing where the page has it already.
      target.blur();
      target.focus({ preventScroll: true });
      (navigator as { virtualKeyboard?: { show(): void } }).virtualKeyboard?.show();
    },
    place(x, y, height) {
      text?.forget();
      target.style.setProperty("--x", `${Math.round(x)}px`);
      target.style.setProperty("--y", `${Math.round(height === undefined ? y - LINE / 2 : y)}px`);
      target.style.setProperty("--line", `${Math.max(LINE / 2, Math.round(height ?? LINE))}px`);
    },
    release() {
      locks = "";
      seeks = false;
      if (composes.get()) {
        seek();
      }
      keyboard.release();
    },
  };
}

function platformOf(agent: string): Platform {
  return /Macintosh|iPhone|iPad/.test(agent) ? "mac" : /Windows/.test(agent) ? "windows" : "other";
}

import type { PageMessage } from "@porthole/protocol";
import { keyboardOf, type Platform } from "./keyboard.ts";
import { KEYSYM } from "./keysyms.ts";

const HEARTBEAT = 1000;

/** Shortcuts of the page itself, with Control, Alt and Shift, by `code`. */
export type Shortcuts = Record<string, () => void>;

/** The keyboard of the page. */
export type Typing = {
  focus(): void;
  /** Shows the keyboard on the screen, where there is one. To be called at a gesture. */
  showKeyboard(): void;
  /** What is composed appears at this point, in CSS pixels. */
  place(x: number, y: number): void;
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
  const live = /Android/.test(navigator.userAgent);

  target.addEventListener("keydown", event => {
    tellLocks(event);
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
  /** What of a composition the desktop has been sent. */
  let typed = "";
  target.addEventListener("compositionstart", () => {
    typed = "";
    target.dataset.composing = "";
  });
  target.addEventListener("compositionupdate", event => {
    if (live) {
      retype(event.data);
    }
  });
  target.addEventListener("compositionend", event => {
    if (live) {
      retype(event.data);
    } else {
      keyboard.type(event.data);
    }
    delete target.dataset.composing;
    target.value = "";
  });

  /** Makes of what was sent of a composition what it is now. */
  function retype(now: string): void {
    const [before, after] = [[...typed], [...now]];
    let same = 0;
    while (same < before.length && before[same] === after[same]) {
      same += 1;
    }
    for (let i = same; i < before.length; i++) {
      keyboard.tap(KEYSYM.BackSpace);
    }
    keyboard.type(after.slice(same).join(""));
    typed = now;
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
    place(x, y) {
      target.style.setProperty("--x", `${Math.round(x)}px`);
      target.style.setProperty("--y", `${Math.round(y)}px`);
    },
    release() {
      locks = "";
      keyboard.release();
    },
  };
}

function platformOf(agent: string): Platform {
  return /Macintosh|iPhone|iPad/.test(agent) ? "mac" : /Windows/.test(agent) ? "windows" : "other";
}

import type { Keyboard } from "./keyboard.ts";
import { KEYSYM } from "./keysyms.ts";

/** What stands before all text, so that a keyboard finds something to erase: it would say nothing otherwise. */
const BEFORE = " ".repeat(16);
/** Characters after which a text begins anew, where nothing is being composed. */
const LONGEST = 200;

/** Text that the page keeps for a keyboard on a screen, which composes, corrects and erases it as it likes. */
export type LiveText = {
  /** Whether a key is left to the text, whose change says what it did. */
  takes(key: Pick<KeyboardEvent, "key" | "ctrlKey" | "altKey" | "metaKey">): boolean;
  /** The desktop's caret is elsewhere now, or a key has written: what stands here is no longer what stands before it. */
  forget(): void;
};

/** How many characters at the end of `before` have to be erased, and what is to be typed then, to make it `after`. */
export function corrections(before: string, after: string): { erase: number; type: string } {
  const [old, now] = [[...before], [...after]];
  let same = 0;
  while (same < old.length && old[same] === now[same]) {
    same++;
  }
  return { erase: old.length - same, type: now.slice(same).join("") };
}

/** Types in the desktop what becomes of the text in `target`, with Backspace where it has changed what was typed before. */
export function liveText(target: HTMLTextAreaElement, keyboard: Keyboard): LiveText {
  let sent = "";
  let composing = false;

  function forget(): void {
    if (composing) {
      // The keyboard would go on with its word, elsewhere.
      target.blur();
      target.focus({ preventScroll: true });
    }
    sent = BEFORE;
    target.value = BEFORE;
    target.setSelectionRange(BEFORE.length, BEFORE.length);
  }

  function follow(): void {
    const now = target.value;
    const { erase, type } = corrections(sent, now);
    sent = now;
    for (let i = 0; i < erase; i++) {
      keyboard.tap(KEYSYM.BackSpace);
    }
    keyboard.type(type);
    if (!composing && (now.length < BEFORE.length || now.length > LONGEST || now.includes("\n"))) {
      forget();
    }
  }

  target.addEventListener("compositionstart", () => {
    composing = true;
  });
  target.addEventListener("input", follow);
  target.addEventListener("compositionend", () => {
    composing = false;
    follow();
  });
  forget();

  return {
    takes: key => key.key === "Backspace" && !(key.ctrlKey || key.altKey || key.metaKey),
    forget,
  };
}

import { expect, it } from "vitest";
import { isPaste, type ShortcutKey } from "./shortcut.ts";

const key = (change: Partial<ShortcutKey>): ShortcutKey => ({
  key: "v",
  code: "KeyV",
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  ...change,
});

it.each<[string, Partial<ShortcutKey>, boolean]>([
  ["Ctrl+V", { ctrlKey: true }, true],
  ["Ctrl+Shift+V", { ctrlKey: true, shiftKey: true, key: "V" }, true],
  ["Command+V", { metaKey: true }, true],
  ["Shift+Insert", { key: "Insert", code: "Insert", shiftKey: true }, true],
  ["Ctrl+V on Dvorak, where it lies on the place of .", { ctrlKey: true, code: "Period" }, true],
  ["Ctrl+V on a Cyrillic layout", { ctrlKey: true, key: "м" }, true],
  ["Ctrl and the place of V where another letter is", { ctrlKey: true, key: "k" }, false],
  ["V alone", {}, false],
  ["Insert alone", { key: "Insert", code: "Insert" }, false],
  ["Ctrl+Insert, which copies", { key: "Insert", code: "Insert", ctrlKey: true }, false],
  ["Ctrl+Alt+V", { ctrlKey: true, altKey: true }, false],
])("%s", (_name, change, pastes) => {
  expect(isPaste(key(change))).toBe(pastes);
});

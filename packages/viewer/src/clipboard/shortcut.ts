/** The parts of a keyboard event that are looked at. */
export type ShortcutKey = Pick<KeyboardEvent, "key" | "code" | "ctrlKey" | "metaKey" | "shiftKey" | "altKey">;

/** Whether browsers paste at this key. They go by the character, and by the place of V where the layout has no Latin letters. */
export function isPaste({ key, code, ctrlKey, metaKey, shiftKey, altKey }: ShortcutKey): boolean {
  if (altKey) {
    return false;
  }
  if (key === "Insert") {
    return shiftKey && !ctrlKey && !metaKey;
  }
  const isV = key.toLowerCase() === "v" || (code === "KeyV" && !/^[a-z]$/i.test(key));
  return isV && ctrlKey !== metaKey;
}

import { LONGEST_NAME } from "@porthole/protocol";

/** A name as others are shown it: one line, no characters that change how text is written, not too long; "" where nothing is left. */
export function cleanName(name: string): string {
  const plain = name
    .normalize("NFC")
    .replace(/[\p{C}\p{Z}]+/gu, " ")
    .trim();
  return [...plain].slice(0, LONGEST_NAME).join("").trim();
}

/** `name`, with a number behind it where others are called so already. */
export function uniqueName(name: string, taken: ReadonlySet<string>): string {
  let unique = name;
  for (let i = 2; taken.has(unique); i++) {
    unique = `${name} ${i}`;
  }
  return unique;
}

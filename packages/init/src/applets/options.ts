/** Options before the first word that is none, as getopt(3) reads them. */
export type Options = { flags: Map<string, string>; rest: string[] };

/**
 * Reads single-letter options. A letter followed by `:` in `known` takes a value.
 *
 * @returns undefined where an option is unknown or lacks its value
 */
export function readOptions(args: readonly string[], known: string): Options | undefined {
  const flags = new Map<string, string>();
  const rest = [...args];
  while (rest[0]?.startsWith("-") && rest[0] !== "-") {
    const word = rest.shift() ?? "";
    if (word === "--") break;
    for (let at = 1; at < word.length; at++) {
      const letter = word[at] ?? "";
      const index = known.indexOf(letter);
      if (letter === ":" || index < 0) return undefined;
      if (known[index + 1] !== ":") {
        flags.set(letter, "");
        continue;
      }
      const value = at + 1 < word.length ? word.slice(at + 1) : rest.shift();
      if (value === undefined) return undefined;
      flags.set(letter, value);
      break;
    }
  }
  return { flags, rest };
}

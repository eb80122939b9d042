/** A block of an execline command line, its words one level further out, and what follows it. */
export type Block = { words: string[]; rest: string[] };

/**
 * Takes the block at the beginning of an argument vector: words with a space in front up to an empty one.
 *
 * @returns undefined where no complete block is there
 */
export function takeBlock(argv: readonly string[]): Block | undefined {
  const end = argv.indexOf("");
  const words = argv.slice(0, Math.max(end, 0));
  if (end < 0 || !words.every(word => word.startsWith(" "))) return undefined;
  return { words: words.map(word => word.slice(1)), rest: argv.slice(end + 1) };
}

/**
 * Puts values in the place of a variable, `${NAME}` or `$NAME`, as the programs of execline do: a word with several
 * values becomes several words, without a value it goes away. A backslash in front keeps the text as it is.
 */
export function substitute(argv: readonly string[], name: string, values: readonly string[]): string[] {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  // A name in letters must end where the letters do: $HOME is not $HOMEDIR.
  const pattern = new RegExp(
    `(\\\\?)\\$(?:\\{${escaped}\\}|${escaped}${/\w$/.test(name) ? "(?!\\w)" : ""})`,
    "g",
  );
  return argv.flatMap(word => {
    const isUsed = [...word.matchAll(pattern)].some(match => match[1] === "");
    const fill = (value: string) =>
      word.replace(pattern, (text: string, backslash: string) => (backslash === "" ? value : text.slice(1)));
    return isUsed ? values.map(fill) : [fill("")];
  });
}

/** Programs of execline and s6 that are not part of this init. */
const UNAVAILABLE: ReadonlySet<string> = new Set([
  "case",
  "dollarat",
  "elgetopt",
  "elgetpositionals",
  "elglob",
  "eltest",
  "envfile",
  "fdblock",
  "fdreserve",
  "fdswap",
  "forbacktickx",
  "forstdin",
  "forx",
  "getpid",
  "heredoc",
  "homeof",
  "import",
  "loopwhilex",
  "multidefine",
  "multisubstitute",
  "pipeline",
  "posix-cd",
  "posix-umask",
  "runblock",
  "shift",
  "trap",
  "tryexec",
  "withstdinas",
  "s6-applyuidgid",
  "s6-envdir",
  "s6-fghack",
  "s6-setlock",
  "s6-softlimit",
  "s6-sudo",
  "s6-svlisten",
  "s6-tai64n",
]);

/** The first program of a command line, blocks included, that this init does not have. */
export function unavailableProgram(argv: readonly string[]): string | undefined {
  return argv
    .find((word, index) => {
      const previous = argv[index - 1];
      const begins = previous === undefined || previous.trim() === "" || depth(word) > depth(previous);
      return begins && UNAVAILABLE.has(word.trim());
    })
    ?.trim();
}

function depth(word: string): number {
  return word.length - word.trimStart().length;
}

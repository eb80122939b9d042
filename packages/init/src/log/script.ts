/** Where a line goes. */
export type Action =
  | { kind: "out" }
  | { kind: "alert" }
  | {
      kind: "folder";
      path: string;
      /** Bytes that `current` may reach before it is put aside. */
      size: number;
      /** How many files put aside are kept. */
      files: number;
      /** Bytes of all files put aside, 0 for no bound. */
      total: number;
    };

/** One directive, as it is met for each line. */
export type Directive =
  | { kind: "select" | "deselect"; pattern: RegExp }
  | { kind: "rest" }
  | { kind: "act"; action: Action; stamp: "none" | "tai64n" | "iso" };

/** What S6_LOGGING_SCRIPT is where it is not set, as in s6-overlay. */
export const DEFAULT_LOG_SCRIPT = "n20 s1000000 T";
/** Least bytes of a log file, as in s6-log. */
const SMALLEST = 4096;
const DEFAULTS = { size: 99_999, files: 10, total: 0 };

/**
 * Reads a logging script, one directive a word: `n20 s1000000 T /var/log/app`. Source: skarnet.org, "the s6-log program".
 *
 * - `+REGEX`, `-REGEX`: lines that match are selected, or not; `f`: lines that no action has had yet
 * - `nFILES`, `sBYTES`, `SBYTES`: how many files are kept, how large one gets, how large all
 * - `t`, `T`: the next action has its lines with a time in front, as TAI64N or ISO 8601
 * - `1`, `2`, a folder that begins with `/` or `.`: the actions
 *
 * @returns what is wrong with it as a text
 */
export function parseLogScript(words: readonly string[]): Directive[] | string {
  const directives: Directive[] = [];
  const limits = { ...DEFAULTS };
  let stamp: "none" | "tai64n" | "iso" = "none";
  const act = (action: Action) => {
    directives.push({ kind: "act", action, stamp });
    stamp = "none";
  };
  for (const word of words) {
    const letter = word[0] ?? "";
    const rest = word.slice(1);
    if (letter === "+" || letter === "-") {
      const pattern = toPattern(rest);
      if (!pattern) return `"${rest}" is no regular expression`;
      directives.push({ kind: letter === "+" ? "select" : "deselect", pattern });
    } else if (word === "f") directives.push({ kind: "rest" });
    else if (word === "t") stamp = "tai64n";
    else if (word === "T") stamp = "iso";
    else if (word === "1") act({ kind: "out" });
    else if (word === "2") act({ kind: "alert" });
    else if (letter === "/" || letter === ".") act({ kind: "folder", path: word, ...limits });
    else if (/^[nsS]\d{1,12}$/.test(word)) {
      if (letter === "n") limits.files = Number(rest);
      else if (letter === "s") limits.size = Math.max(SMALLEST, Number(rest));
      else limits.total = Number(rest);
    } else if (!/^[lr]\d+$/.test(word)) return `the directive "${word}" is not available`;
  }
  if (!directives.some(({ kind }) => kind === "act")) return "the script names no folder, 1 or 2 to write to";
  return directives;
}

function toPattern(text: string): RegExp | undefined {
  try {
    return new RegExp(text);
  } catch {
    return undefined;
  }
}

/** The actions that a line meets, in their order. */
export function actionsFor(directives: readonly Directive[], line: string): (Directive & { kind: "act" })[] {
  const found: (Directive & { kind: "act" })[] = [];
  let selected = true;
  for (const directive of directives) {
    if (directive.kind === "act") {
      if (selected) found.push(directive);
    } else if (directive.kind === "rest") selected = found.length === 0;
    else if (directive.pattern.test(line)) selected = directive.kind === "select";
  }
  return found;
}

/** A time in TAI64N: `@` and 24 hexadecimal digits. `extra` nanoseconds tell apart what falls into one millisecond. */
export function tai64n(milliseconds: number, extra = 0): string {
  // 2^62 is the year 1970, and the ten seconds are those that TAI was ahead then.
  const seconds = Math.floor(milliseconds / 1000) + 10;
  const nanoseconds = (milliseconds % 1000) * 1_000_000 + extra;
  return `@${(0x40000000 + Math.floor(seconds / 2 ** 32)).toString(16)}${hex(seconds % 2 ** 32)}${hex(nanoseconds)}`;
}

/** A local time as `2026-01-31 23:59:59.123000000`. */
export function isoTime(milliseconds: number): string {
  const date = new Date(milliseconds);
  const two = (value: number) => `${value}`.padStart(2, "0");
  const day = `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  const time = [date.getHours(), date.getMinutes(), date.getSeconds()].map(two).join(":");
  return `${day} ${time}.${`${date.getMilliseconds()}`.padStart(3, "0")}000000`;
}

function hex(value: number): string {
  return Math.floor(value).toString(16).padStart(8, "0");
}

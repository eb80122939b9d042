/** A line that execline(1) would refuse, with the line of the file it is on. */
export class ExeclineError extends Error {
  override readonly name = "ExeclineError";
  /** Counted from 1. */
  readonly line: number;

  constructor(message: string, line: number) {
    super(message);
    this.line = line;
  }
}

const ESCAPES: Record<string, string> = { n: "\n", t: "\t", a: "\x07", b: "\b", v: "\v", f: "\f", r: "\r" };

/**
 * Parses the text of an `up` or `down` file to an argument vector, as execlineb does: words, double quotes with
 * escapes, backslashes, comments, and blocks (each word of a block gets a leading space, an empty word ends it).
 * There is no substitution: `$NAME` stays as written. Source: skarnet.org, "the execlineb program".
 *
 * @throws ExeclineError
 */
export function parseExecline(text: string): string[] {
  const words: string[] = [];
  const blocks: number[] = [];
  let line = 1;
  let at = 0;
  const indent = () => " ".repeat(blocks.length);
  while (at < text.length) {
    const c = text[at] ?? "";
    if (c === "\n") line++;
    if (isSpace(c)) {
      at++;
    } else if (c === "#") {
      while (at < text.length && text[at] !== "\n") at++;
    } else if (c === "{" && endsWord(text[at + 1])) {
      blocks.push(line);
      at++;
    } else if (c === "}" && endsWord(text[at + 1])) {
      if (blocks.pop() === undefined) throw new ExeclineError("unmatched }", line);
      words.push(indent());
      at++;
    } else {
      const word = readWord(text, at, line);
      words.push(indent() + word.value);
      at = word.end;
      line = word.line;
    }
  }
  const open = blocks.pop();
  if (open !== undefined) throw new ExeclineError("unmatched {", open);
  return words;
}

function readWord(text: string, start: number, startLine: number) {
  let value = "";
  let quoted = false;
  let line = startLine;
  let at = start;
  for (; at < text.length; at++) {
    const c = text[at] ?? "";
    if (c === "\n") {
      if (!quoted) break;
      line++;
      value += c;
    } else if (c === '"') {
      quoted = !quoted;
    } else if (c === "\\") {
      const escaped = quoted ? readEscape(text, at + 1) : { value: text[at + 1] ?? "", length: 1 };
      if (at + 1 >= text.length) throw new ExeclineError("a backslash ends the file", line);
      // A line break behind a backslash joins two lines.
      if (text[at + 1] === "\n") line++;
      else value += escaped.value;
      at += escaped.length;
    } else if (!quoted && isSpace(c)) {
      break;
    } else {
      value += c;
    }
  }
  if (quoted) throw new ExeclineError("unmatched quote", startLine);
  return { value, end: at, line };
}

function readEscape(text: string, at: number): { value: string; length: number } {
  const hex = /^0x([0-9a-fA-F]{2})/.exec(text.slice(at, at + 4));
  if (hex) return { value: String.fromCharCode(Number.parseInt(hex[1] ?? "", 16)), length: 4 };
  const decimal = /^[0-9]{1,3}/.exec(text.slice(at, at + 3));
  if (decimal) return { value: String.fromCharCode(Number(decimal[0]) & 255), length: decimal[0].length };
  const c = text[at] ?? "";
  return { value: ESCAPES[c] ?? c, length: 1 };
}

function isSpace(c: string): boolean {
  return c === " " || c === "\t" || c === "\n" || c === "\r";
}

function endsWord(c: string | undefined): boolean {
  return c === undefined || isSpace(c);
}

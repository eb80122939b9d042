import { styleText } from "node:util";

/** Whether the command line asks for an answer that a program reads. */
export function wantsJson(words: readonly string[]): boolean {
  const end = words.indexOf("--");
  return words[0] !== "exec" && words.slice(0, end < 0 ? undefined : end).includes("--json");
}

/** Writes one line to standard output. */
export function say(line = ""): void {
  process.stdout.write(`${line}\n`);
}

/** Writes a value as JSON to standard output. */
export function sayJson(value: unknown): void {
  say(JSON.stringify(value, undefined, 2));
}

/** Colours text where `stream` is a terminal that takes colours; honours NO_COLOR and FORCE_COLOR. */
export function paint(
  style: "bold" | "dim" | "green" | "yellow" | "red" | "cyan",
  text: string,
  stream: NodeJS.WriteStream = process.stdout,
): string {
  return styleText(style, text, { stream, validateStream: true });
}

/** Lines of a table: columns padded to their widest cell, two spaces between, a dim head. */
export function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const widths = head.map((title, column) =>
    Math.max(title.length, ...rows.map(row => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join("  ")
      .trimEnd();
  return [paint("dim", line(head)), ...rows.map(line)];
}

/** A length of time for people: `0.4 s`, `12 s`, `3 min 5 s`, `2 h`, `5 days`. */
export function duration(milliseconds: number): string {
  const seconds = milliseconds / 1000;
  if (seconds < 10) {
    return `${seconds.toFixed(1)} s`;
  }
  if (seconds < 60) {
    return `${Math.floor(seconds)} s`;
  }
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) {
    return `${minutes} min ${Math.floor(seconds % 60)} s`;
  }
  const hours = Math.floor(minutes / 60);
  return hours < 48 ? `${hours} h` : `${Math.floor(hours / 24)} days`;
}

/** A number of bytes for people, decimal units as engines print them: `123 MB`. */
export function bytes(count: number): string {
  const units = ["B", "kB", "MB", "GB", "TB"];
  const power = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, count)) / 3));
  const value = count / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

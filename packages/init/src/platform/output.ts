import { writeAll } from "./system-files.ts";

/** Prints a line on standard output. */
export function print(line: string): void {
  writeAll(1, `${line}\n`);
}

/** Prints a line on standard error. */
export function warn(line: string): void {
  writeAll(2, `${line}\n`);
}

/** Prints why on standard error and gives the exit code back. */
export function fail(code: number, why: string): number {
  warn(why);
  return code;
}

/** An error's message, whatever was thrown. */
export function errorText(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

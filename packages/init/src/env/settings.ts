import type { Files } from "../files/files.ts";
import { readVariable } from "./container-environment.ts";

/** A value that was read, or why it was refused. */
type Parsed = { value: number; problem?: string };

const DEFAULT_ID = 911;
const LARGEST_ID = 4_294_967_294;
const DEFAULT_UMASK = 0o022;

/** A user or group id from PUID or PGID: any number, 911 where unset or empty or nonsense. */
export function parseId(name: "PUID" | "PGID", text: string | undefined): Parsed {
  if (text === undefined || text.trim() === "") return { value: DEFAULT_ID };
  const trimmed = text.trim();
  if (/^[0-9]{1,10}$/.test(trimmed) && Number(trimmed) <= LARGEST_ID) return { value: Number(trimmed) };
  const problem = `${name} is "${trimmed}", which is no id (a number from 0 to ${LARGEST_ID}); using ${DEFAULT_ID}`;
  return { value: DEFAULT_ID, problem };
}

/** UMASK: three or four octal digits as a rule, 022 where unset, empty or nonsense. */
export function parseUmask(text: string | undefined): Parsed {
  if (text === undefined || text.trim() === "") return { value: DEFAULT_UMASK };
  const trimmed = text.trim();
  if (/^[0-7]{1,4}$/.test(trimmed) && Number.parseInt(trimmed, 8) <= 0o777) {
    return { value: Number.parseInt(trimmed, 8) };
  }
  return {
    value: DEFAULT_UMASK,
    problem: `UMASK is "${trimmed}", which is no octal mask such as 022; using 022`,
  };
}

/** Whether a switch is set to something other than 0. */
export function isOn(files: Files, name: string): boolean {
  return (readVariable(files, name)?.trim() ?? "0") !== "0";
}

/** The words of a command line that is split at blanks, without quotes. */
export function splitWords(text: string | undefined): string[] {
  return (text ?? "").split(/\s+/).filter(word => word !== "");
}

/** A number of milliseconds, or `otherwise` where the variable is unset or no number. */
export function readMilliseconds(files: Files, name: string, otherwise: number): number {
  const text = readVariable(files, name)?.trim();
  return text !== undefined && /^[0-9]{1,9}$/.test(text) ? Number(text) : otherwise;
}

import type { Files } from "../files/files.ts";

/** One file a variable; what later steps write here is seen by everything started after them. */
export const ENVIRONMENT_FOLDER = "/run/s6/container_environment";
/** The longest `NAME=value` the kernel hands to a program, with its closing zero byte. */
export const LONGEST_VARIABLE = 131_072;

/** Writes the environment the container was created with, and returns the names that cannot be file names. */
export function dumpEnvironment(files: Files, environment: readonly string[]): string[] {
  const refused: string[] = [];
  files.makeFolder(ENVIRONMENT_FOLDER);
  for (const entry of environment) {
    const [name, value] = splitVariable(entry);
    if (!isFileName(name)) refused.push(name);
    else writeVariable(files, name, name === "PATH" ? withCommandPath(value) : value);
  }
  if (!environment.some(entry => entry.startsWith("PATH=")))
    writeVariable(files, "PATH", withCommandPath(""));
  return refused;
}

/** Writes one variable. @throws SystemError */
export function writeVariable(files: Files, name: string, value: string): void {
  files.write(`${ENVIRONMENT_FOLDER}/${name}`, value);
}

/** The value of one variable, or undefined where it is unset or empty. */
export function readVariable(files: Files, name: string): string | undefined {
  return files.read(`${ENVIRONMENT_FOLDER}/${name}`) || undefined;
}

/**
 * The environment for a program, as `NAME=value`. An empty file means unset. A variable too large to be handed to
 * a program is left out.
 */
export function loadEnvironment(files: Files): string[] {
  const environment: string[] = [];
  for (const name of files.list(ENVIRONMENT_FOLDER) ?? []) {
    const value = readVariable(files, name);
    const isUsable = value !== undefined && !value.includes("\0") && fits(name, value);
    if (isUsable && !name.includes("=")) environment.push(`${name}=${value}`);
  }
  return environment;
}

/** Whether the kernel would hand this variable to a program. */
export function fits(name: string, value: string): boolean {
  return name.length + value.length + 2 <= LONGEST_VARIABLE;
}

/** Name and value of `NAME=value`. */
export function splitVariable(entry: string): [name: string, value: string] {
  const at = entry.indexOf("=");
  return at < 0 ? [entry, ""] : [entry.slice(0, at), entry.slice(at + 1)];
}

/** PATH with the folders that run scripts count on in front, where they are missing. */
export function withCommandPath(path: string): string {
  const parts = path.split(":").filter(part => part !== "");
  const missing = ["/command", "/usr/bin", "/bin"].filter(part => !parts.includes(part));
  return [...missing, ...parts].join(":");
}

function isFileName(name: string): boolean {
  return name !== "" && name !== "." && name !== ".." && !name.includes("/") && name.length <= 255;
}

import { accessSync, constants, globSync } from "node:fs";
import { delimiter, join } from "node:path";
import { findHome } from "@porthole/fleet";
import type { Machine } from "./requirement.ts";

/** Where programs are that a plain user's PATH may leave out. */
const SYSTEM_FOLDERS = ["/usr/local/sbin", "/usr/sbin", "/sbin"];

/** Full path of a program; undefined where it is not installed. */
export function findProgram(name: string, path: string = process.env.PATH ?? ""): string | undefined {
  for (const folder of [...path.split(delimiter), ...SYSTEM_FOLDERS]) {
    const candidate = join(folder || ".", name);
    try {
      accessSync(candidate, constants.X_OK);
      return candidate;
    } catch {
      // Look further.
    }
  }
  return undefined;
}

/** Whether the system has a shared library of that name, in whatever version. */
export function hasLibrary(name: string): boolean {
  return globSync([`/usr/lib{,64}/${name}.so.*`, `/usr/lib/*-linux-gnu*/${name}.so.*`]).length > 0;
}

/** The machine this process runs on. */
export function thisMachine(): Machine {
  return {
    home: findHome(),
    asRoot: process.geteuid?.() === 0 ? [] : findProgram("sudo") ? ["sudo"] : undefined,
    apt: findProgram("apt-get") !== undefined,
  };
}

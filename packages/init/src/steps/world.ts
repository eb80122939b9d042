import type { Files } from "../files/files.ts";
import type { Routine } from "../supervise/routine.ts";

/** What a step of the base may see and do. */
export type World = {
  files: Files;
  /** Prints a line on the container's output. */
  print: (line: string) => void;
  /** Prints a line on the container's error output. */
  warn: (line: string) => void;
  /** Effective user the container runs as. */
  uid: number;
  /** Effective group the container runs as. */
  gid: number;
  /** Whether the root file system is mounted read-only. */
  readOnly: boolean;
};

/** A step of the base: a routine in the init itself, started by `porthole-init step NAME`. */
export type Step = (world: World) => Routine;

/** Whether accounts, mods and custom services are left alone: nothing of that can be written. */
export function isRestricted(world: World): boolean {
  return world.readOnly || world.uid !== 0;
}

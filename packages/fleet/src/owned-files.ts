import { chown, mkdir, rename, rm, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { PortholeError } from "@porthole/contract";
import type { Owner } from "./owner.ts";

/**
 * Makes a folder and the missing ones above it, all belonging to `owner`; resolves to the topmost one made, or
 * undefined where all were there.
 *
 * One by one, as Node's own recursive `mkdir` never ends on file systems such as /proc.
 */
export async function makeFolder(path: string, owner: Owner, mode = 0o755): Promise<string | undefined> {
  if (await isFolder(path)) {
    return undefined;
  }
  const above = dirname(path);
  const topmost = above === path ? undefined : await makeFolder(above, owner, mode);
  try {
    await mkdir(path, { mode });
  } catch (error) {
    // Another process may have made it this very moment.
    if (!(await isFolder(path))) {
      throw error;
    }
    return topmost;
  }
  await give(path, owner);
  return topmost ?? path;
}

async function isFolder(path: string): Promise<boolean> {
  try {
    return (await stat(path)).isDirectory();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") {
      return false;
    }
    throw error;
  }
}

/**
 * Replaces a file at once, readable by `owner` alone.
 *
 * @throws PortholeError `disk-full`, `state-unwritable`
 */
export async function replaceFile(path: string, text: string, owner: Owner): Promise<void> {
  const draft = `${path}.${process.pid}`;
  try {
    await makeFolder(dirname(path), owner, 0o700);
    await writeFile(draft, text, { mode: 0o600 });
    await give(draft, owner);
    await rename(draft, path);
  } catch (error) {
    await rm(draft, { force: true }).catch(() => undefined);
    throw stateError(path, error);
  }
}

/** Turns a failure to write one of Porthole's own files into an error for people. */
export function stateError(path: string, error: unknown): PortholeError {
  return (
    diskFull(path, error) ??
    new PortholeError({
      kind: "outside",
      id: "state-unwritable",
      what: `Porthole cannot write ${path}.`,
      why: error instanceof Error ? error.message : String(error),
      todo: "Make the folder writable for you, or choose another with XDG_STATE_HOME.",
      cause: error,
    })
  );
}

/** The error for a file system without room, or undefined where `error` is something else. */
export function diskFull(path: string, error: unknown): PortholeError | undefined {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code !== "ENOSPC" && code !== "EDQUOT") {
    return undefined;
  }
  return new PortholeError({
    kind: "outside",
    id: "disk-full",
    what: `No room to write ${path}: the disk is full.`,
    why: error instanceof Error ? error.message : undefined,
    todo: `See what takes the room, and free some:\n  df -h ${dirname(path)}\n  docker system df`,
    cause: error,
  });
}

async function give(path: string, owner: Owner): Promise<void> {
  if (process.geteuid?.() === 0 && owner.uid !== 0) {
    await chown(path, owner.uid, owner.gid);
  }
}

import { randomUUID } from "node:crypto";
import { rm, rmdir, stat, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { PortholeError } from "@porthole/contract";
import { diskFull, makeFolder } from "./owned-files.ts";
import type { Owner } from "./owner.ts";

/** A data folder that is there and can be written. */
export type DataFolder = {
  path: string;
  /** Who the app runs as, so that its files belong to the person. */
  uid: number;
  gid: number;
  /** Takes back what was made, as far as it is still empty. */
  undo(): Promise<void>;
};

/**
 * Makes sure that an app's data folder exists, belongs to the person and can be written.
 *
 * Root without sudo gets the folder's own user, so that a folder handed to someone stays theirs.
 *
 * @throws PortholeError `data-folder-unwritable`, `disk-full`
 */
export async function prepareDataFolder(path: string, owner: Owner): Promise<DataFolder> {
  const probe = join(path, `.porthole-${randomUUID()}`);
  let made: string | undefined;
  const undo = () => removeEmpty(path, made);
  try {
    made = await makeFolder(path, owner);
    // A block of data, not just a name: on a full disk an empty file can still be made.
    await writeFile(probe, Buffer.alloc(4096), { flag: "wx" });
    await rm(probe, { force: true });
    const { uid, gid } = await stat(path);
    return { path, uid: owner.uid || uid, gid: owner.uid ? owner.gid : uid ? gid : owner.gid, undo };
  } catch (error) {
    await rm(probe, { force: true }).catch(() => undefined);
    await undo();
    throw diskFull(path, error) ?? unwritable(path, error);
  }
}

/** A data folder on the machine of an engine that is elsewhere: taken on trust. */
export function remoteDataFolder(path: string, owner: Owner): DataFolder {
  return { path, uid: owner.uid, gid: owner.gid, undo: async () => undefined };
}

async function removeEmpty(path: string, topmost: string | undefined): Promise<void> {
  if (topmost === undefined) {
    return;
  }
  try {
    for (let at = path; at.length >= topmost.length; at = dirname(at)) {
      await rmdir(at);
    }
  } catch {
    // Not empty: something in it is worth keeping.
  }
}

function unwritable(path: string, error: unknown): PortholeError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  const reasons: Record<string, string> = {
    EACCES: "You may not write there.",
    EPERM: "You may not write there.",
    EROFS: "The file system is read-only.",
    ENOTDIR: "A part of the path is a file.",
    EEXIST: "It is a file.",
  };
  return new PortholeError({
    kind: "outside",
    id: "data-folder-unwritable",
    what: `The data folder ${path} cannot be written.`,
    why: reasons[code] ?? (error instanceof Error ? error.message : String(error)),
    todo: "Make it yours, or choose another folder:\n  sudo chown -R $USER FOLDER\n  porthole up NAME --data FOLDER",
    cause: error,
  });
}

import type { Files } from "../files/files.ts";

/** Told once where an owner could not be set, as users know it. */
export const NOT_OWNED = [
  "**** Permissions could not be set. This is probably because your volume mounts are remote or read-only. ****",
  "**** The app may not work properly and we will not provide support for it. ****",
];

/**
 * Gives a path its owner where it differs, and with `recursive` everything below it. Links are given the owner
 * themselves and never followed: what they lead to may lie outside.
 *
 * @returns false where something could not be changed
 */
export function own(files: Files, path: string, uid: number, gid: number, recursive = false): boolean {
  const info = files.lstat(path);
  if (!info) return false;
  let done = true;
  if (info.uid !== uid || info.gid !== gid) {
    try {
      files.chown(path, uid, gid);
    } catch {
      done = false;
    }
  }
  if (!recursive || info.kind !== "directory") return done;
  for (const name of files.list(path) ?? []) {
    if (!own(files, path === "/" ? `/${name}` : `${path}/${name}`, uid, gid, true)) done = false;
  }
  return done;
}

import type { Files } from "../files/files.ts";

/** Elements of the older layout, which a mod may not bring. */
const LEFT_OUT: ReadonlySet<string> = new Set(["/etc/cont-init.d", "/etc/services.d"]);

/**
 * Lays a tree over another: files take the place of those that are there, folders that are there keep owner and mode,
 * and links to folders (`/bin`) are followed. Whiteouts have no meaning outside an image and are left out.
 *
 * @param move puts a file, link or device in another place, over what is there
 * @throws SystemError, or an Error where a file would have to take the place of a folder
 */
export function layOver(
  files: Files,
  tree: string,
  target: string,
  move: (from: string, to: string) => void,
): void {
  const walk = (path: string): void => {
    for (const name of files.list(tree + path) ?? []) {
      const inner = `${path}/${name}`;
      const to = target + inner;
      if (name.startsWith(".wh.") || LEFT_OUT.has(inner)) continue;
      const info = files.lstat(tree + inner);
      const isFolder = files.stat(to)?.kind === "directory";
      if (info?.kind !== "directory") {
        if (files.lstat(to)?.kind === "directory")
          throw new Error(`${to} is a folder, and the mod brings a file`);
        move(tree + inner, to);
        continue;
      }
      if (!isFolder) {
        files.remove(to);
        files.makeFolder(to);
        files.chmod(to, info.mode);
      }
      walk(inner);
    }
  };
  walk("");
}

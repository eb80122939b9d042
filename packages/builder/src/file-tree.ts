import { createHash } from "node:crypto";
import { lstat, readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";
import { pack } from "tar-stream";

/** One entry of a tree that is laid over an image's `/`, owned by root. `path` is relative, with forward slashes. */
export type TreeEntry =
  | { path: string; type: "file"; mode: number; content: Buffer }
  | { path: string; type: "link"; target: string }
  | { path: string; type: "folder"; mode: number };

/** Entries by path, parents before children. */
export type FileTree = readonly TreeEntry[];

/** Directories that are links into `/usr` on a merged-/usr system; a tree must name their targets. */
const MERGED = /^(bin|sbin|lib|lib64)(?=\/|$)/;

/**
 * Reads a folder as a tree below `prefix`.
 *
 * Git keeps only the executable bit, so modes are made the same everywhere: 0755 or 0644. A missing folder is an empty tree.
 */
export async function readTree(folder: string, prefix = ""): Promise<TreeEntry[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") {
      return [];
    }
    throw error;
  });
  const nested = await Promise.all(
    names.sort().map(async (name): Promise<TreeEntry[]> => {
      const source = join(folder, name);
      const path = (prefix ? `${prefix}/${name}` : name).replace(MERGED, "usr/$1");
      const stat = await lstat(source);
      if (stat.isDirectory()) {
        const below = await readTree(source, path);
        return MERGED.test(name) && !prefix ? below : [{ path, type: "folder", mode: 0o755 }, ...below];
      }
      if (stat.isSymbolicLink()) {
        return [{ path, type: "link", target: await readlink(source) }];
      }
      return [
        { path, type: "file", mode: stat.mode & 0o111 ? 0o755 : 0o644, content: await readFile(source) },
      ];
    }),
  );
  return nested.flat();
}

/** Later trees win where paths are the same. */
export function mergeTrees(trees: readonly FileTree[]): TreeEntry[] {
  const byPath = new Map<string, TreeEntry>();
  for (const entry of trees.flat()) {
    byPath.set(entry.path, entry);
  }
  return [...byPath.values()].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** A digest of paths, kinds, modes and contents, 64 hex digits. Times do not count. */
export function hashTree(tree: FileTree): string {
  const hash = createHash("sha256");
  for (const entry of mergeTrees([tree])) {
    const body = entry.type === "link" ? entry.target : entry.type === "file" ? entry.content : "";
    const mode = entry.type === "link" ? 0 : entry.mode;
    hash.update(`${entry.type} ${mode.toString(8)} ${entry.path}\0${body.length}\0`).update(body);
  }
  return hash.digest("hex");
}

/** Modification time of every packed entry, so that the same tree packs to the same bytes. */
const EPOCH = new Date(0);

/** A tar archive of the tree, root-owned. */
export function packTree(tree: FileTree): NodeJS.ReadableStream {
  const archive = pack();
  for (const entry of tree) {
    const common = { uid: 0, gid: 0, mtime: EPOCH };
    if (entry.type === "folder") {
      archive.entry({ ...common, name: `${entry.path}/`, type: "directory", mode: entry.mode });
    } else if (entry.type === "link") {
      archive.entry({ ...common, name: entry.path, type: "symlink", linkname: entry.target });
    } else {
      archive.entry({ ...common, name: entry.path, mode: entry.mode }, entry.content);
    }
  }
  archive.finalize();
  return archive as unknown as NodeJS.ReadableStream;
}

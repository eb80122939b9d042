import type { Dirent, Stats } from "node:fs";
import { type FileHandle, lstat, readdir } from "node:fs/promises";
import { inside, type SharedFolder } from "./folder.ts";
import { isPart } from "./names.ts";
import { problemOf } from "./problem.ts";

/** One file or folder. `size` in bytes, of a file; `modified` in ms since 1970. */
export type Entry = { name: string; kind: "file" | "folder"; size: number; modified: number };

/**
 * What lies in a folder, in the order of names. Left out are links that lead out of what is shared, what is neither file nor
 * folder, and what has not come in full.
 * @throws FileProblem
 */
export async function list(shared: SharedFolder, names: readonly string[]): Promise<Entry[]> {
  await using folder = await shared.open(names);
  const entries: Entry[] = [];
  for (const found of await entriesOf(folder, names)) {
    const entry = await entryOf(shared, folder, names, found);
    if (entry) {
      entries.push(entry);
    }
  }
  return entries.toSorted((a, b) => compare.compare(a.name, b.name));
}

const compare = new Intl.Collator("en", { numeric: true });

/** Everything in an open folder but parts of uploads. */
export async function entriesOf(folder: FileHandle, names: readonly string[]): Promise<Dirent[]> {
  const found = await readdir(inside(folder, "."), { withFileTypes: true }).catch(error => {
    throw problemOf(error, names.join("/"));
  });
  return found.filter(({ name }) => !isPart(name));
}

async function entryOf(
  shared: SharedFolder,
  folder: FileHandle,
  names: readonly string[],
  found: Dirent,
): Promise<Entry | undefined> {
  const { name } = found;
  const stats = found.isSymbolicLink()
    ? await statsBehind(shared, [...names, name])
    : await lstat(inside(folder, name)).catch(() => undefined);
  if (!stats || !(stats.isFile() || stats.isDirectory())) {
    return undefined;
  }
  const kind = stats.isFile() ? "file" : "folder";
  return { name, kind, size: kind === "file" ? stats.size : 0, modified: Math.round(stats.mtimeMs) };
}

/** Of what a link leads to; `undefined` where that may not be seen. */
async function statsBehind(shared: SharedFolder, names: readonly string[]): Promise<Stats | undefined> {
  for (const open of [() => shared.openFile(names), () => shared.open(names)]) {
    try {
      await using target = await open();
      return await target.stat();
    } catch {
      // It is the other of the two, or out of reach.
    }
  }
  return undefined;
}

import { constants } from "node:fs";
import { type FileHandle, mkdir, open, realpath } from "node:fs/promises";
import { join, relative, sep } from "node:path";
import { FileProblem, problemOf } from "./problem.ts";

const { O_DIRECTORY, O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants;
const OPEN_FOLDER = O_RDONLY | O_DIRECTORY | O_NOFOLLOW;
/** Not to wait for who writes into a named pipe. */
const OPEN_FILE = O_RDONLY | O_NOFOLLOW | O_NONBLOCK;

/**
 * What is called `name` in an open folder. The path leads through the descriptor, as openat(2) does, so that nobody can put a
 * link in the place of a folder between a look and its use.
 */
export function inside(folder: FileHandle, name: string): string {
  return `/proc/self/fd/${folder.fd}/${name}`;
}

/** The folder that pages see, and the way to all in it. Nothing outside of it is ever opened. */
export class SharedFolder {
  readonly path: string;

  constructor(path: string) {
    this.path = path;
  }

  /**
   * Opens the folder these names lead to. Links are followed where they stay inside.
   * @param make makes the folders that are missing
   * @throws FileProblem
   */
  async open(names: readonly string[], make = false): Promise<FileHandle> {
    let folder = await this.#root();
    for (const [depth, name] of names.entries()) {
      try {
        const next = await this.#enter(folder, name, make);
        await folder.close();
        folder = next;
      } catch (error) {
        const target = await linkTarget(folder, name, error);
        await folder.close();
        if (target === undefined) {
          throw problemOf(error, names.slice(0, depth + 1).join("/"));
        }
        return this.#openReal(await this.#within(target, name), names.slice(depth + 1), make);
      }
    }
    return folder;
  }

  /** Opens a file for reading. @throws FileProblem, `file-kind` where it is a folder, a pipe or a device */
  async openFile(names: readonly string[]): Promise<FileHandle> {
    const name = names.at(-1) ?? "";
    await using folder = await this.open(names.slice(0, -1));
    let file: FileHandle;
    try {
      file = await open(inside(folder, name), OPEN_FILE);
    } catch (error) {
      const target = await linkTarget(folder, name, error);
      if (target === undefined) {
        throw problemOf(error, names.join("/"));
      }
      const real = await this.#within(target, name);
      await using parent = await this.#openReal(real.slice(0, -1), [], false);
      file = await open(inside(parent, real.at(-1) ?? ""), OPEN_FILE).catch(again => {
        throw problemOf(again, names.join("/"));
      });
    }
    if (!(await file.stat()).isFile()) {
      await file.close();
      throw new FileProblem("file-kind", `"${names.join("/")}" is no file.`);
    }
    return file;
  }

  /** The names, from the folder on, of what lies at an absolute path without links. @throws FileProblem `file-outside` */
  async #within(target: string, name: string): Promise<string[]> {
    const way = relative(await realpath(this.path), target);
    const names = way === "" ? [] : way.split(sep);
    if (names[0] === "..") {
      throw new FileProblem("file-outside", `"${name}" is a link that leads out of the folder.`);
    }
    return names;
  }

  /** Like {@link open}, for names that were found to have no links: what is one now was put there meanwhile. */
  async #openReal(real: readonly string[], rest: readonly string[], make: boolean): Promise<FileHandle> {
    let folder = await this.#root();
    for (const name of [...real, ...rest]) {
      try {
        const next = await this.#enter(folder, name, make);
        await folder.close();
        folder = next;
      } catch (error) {
        const isLink = (await linkTarget(folder, name, error)) !== undefined;
        await folder.close();
        throw isLink
          ? new FileProblem("file-outside", `"${name}" is a link behind another link, which is not followed.`)
          : problemOf(error, name);
      }
    }
    return folder;
  }

  async #enter(folder: FileHandle, name: string, make: boolean): Promise<FileHandle> {
    const path = inside(folder, name);
    try {
      return await open(path, OPEN_FOLDER);
    } catch (error) {
      if (!make || (error as NodeJS.ErrnoException).code !== "ENOENT") {
        throw error;
      }
    }
    await mkdir(path).catch(error => {
      // Another upload of the same folder was quicker.
      if ((error as NodeJS.ErrnoException).code !== "EEXIST") {
        throw error;
      }
    });
    return open(path, OPEN_FOLDER);
  }

  async #root(): Promise<FileHandle> {
    try {
      await mkdir(this.path, { recursive: true });
      return await open(this.path, O_RDONLY | O_DIRECTORY);
    } catch (error) {
      throw problemOf(error, this.path);
    }
  }
}

/** Where the link `name` leads in the end, if it was a link that made `error`. */
async function linkTarget(folder: FileHandle, name: string, error: unknown): Promise<string | undefined> {
  const { code } = error as NodeJS.ErrnoException;
  if (code !== "ELOOP" && code !== "ENOTDIR") {
    return undefined;
  }
  const base = await realpath(inside(folder, ".")).catch(() => undefined);
  const target = await realpath(inside(folder, name)).catch(() => undefined);
  return base === undefined || target === undefined || target === join(base, name) ? undefined : target;
}

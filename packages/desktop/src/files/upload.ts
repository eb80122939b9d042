import { createHash, randomBytes } from "node:crypto";
import { constants } from "node:fs";
import { type FileHandle, link, open, rename, rm, statfs } from "node:fs/promises";
import type { Readable } from "node:stream";
import { batches } from "./batches.ts";
import { inside } from "./folder.ts";
import { freeName, partName } from "./names.ts";
import { FileProblem, problemOf } from "./problem.ts";

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDWR, O_WRONLY } = constants;
/** How long a piece waits for the one before it, in ms. */
const TURN_WITHIN = 15_000;
/** How long, in ms, where that one is not even being written. */
const ARRIVAL_WITHIN = 2000;
/** Names that are tried where a name is taken. */
const MOST_NAMES = 10_000;

/** What makes two uploads the same. `modified` in ms since 1970; 0 where it is not known. */
export type UploadIdentity = { path: string; size: number; modified: number };

/** Bytes of a leaf of what {@link Upload.digests} gives. */
export const LEAF = 4 * 1024 * 1024;

type Writing = { abort(): void; done: Promise<void> };

/** Decides when bytes may be taken: pictures go first. */
export type Pace = {
  /** Bytes that are best taken at a time now. */
  readonly piece: number;
  /** Resolves when so many may be taken. */
  turn(bytes: number): Promise<void>;
};

/**
 * One file on its way in. What has come lies in a hidden file beside the place it will have, and can be gone on with after a
 * restart: the hidden file's name follows from what the upload is.
 */
export class Upload implements AsyncDisposable {
  /** Names it to pages, hard to guess. */
  readonly token = randomBytes(18).toString("base64url");
  readonly id: string;
  readonly identity: UploadIdentity;
  readonly #folder: FileHandle;
  readonly #part: FileHandle;
  readonly #name: string;
  #have: number;
  /** Who writes now; resolves when it is done. */
  #writing: Writing | undefined;
  readonly #waiting = new Set<() => void>();
  #over = false;
  /** When something last came, in ms of `performance.now`. */
  used = performance.now();

  private constructor(
    folder: FileHandle,
    part: FileHandle,
    name: string,
    identity: UploadIdentity,
    have: number,
  ) {
    this.#folder = folder;
    this.#part = part;
    this.#name = name;
    this.identity = identity;
    this.id = idOf(identity);
    this.#have = have;
  }

  /** Begins an upload, or goes on with what an earlier one left. Takes `folder` over. @throws FileProblem */
  static async open(folder: FileHandle, name: string, identity: UploadIdentity): Promise<Upload> {
    try {
      const part = await open(inside(folder, partName(idOf(identity))), O_RDWR | O_CREAT | O_NOFOLLOW, 0o666);
      try {
        const { size } = await part.stat();
        const free = await freeBytes(inside(folder, "."));
        if (free < identity.size - size) {
          throw Object.assign(new Error("no room"), { code: "ENOSPC" });
        }
        return new Upload(folder, part, name, identity, Math.min(size, identity.size));
      } catch (error) {
        await part.close();
        await rm(inside(folder, partName(idOf(identity))), { force: true });
        throw error;
      }
    } catch (error) {
      await folder.close();
      throw problemOf(error, identity.path);
    }
  }

  /** Bytes that are on the disk, from the beginning. */
  get have(): number {
    return this.#have;
  }

  /**
   * Writes bytes that lie from `offset` on. A piece that comes before its turn waits for the one before it; one that has been
   * overtaken by a newer one at the same place is broken off. With a digest, nothing of the piece counts unless all of it is right.
   * @throws FileProblem `file-offset`, `file-digest`, `disk-full`
   */
  async write(offset: number, bytes: Readable, digest: string | undefined, pace: Pace): Promise<void> {
    const { writing, done } = await this.#turn(offset, () => void bytes.destroy());
    this.used = performance.now();
    try {
      await this.#take(offset, bytes, digest, pace);
    } catch (error) {
      const problem = problemOf(error, this.identity.path);
      if (problem.id === "disk-full") {
        await this.discard();
      }
      throw problem;
    } finally {
      if (this.#writing === writing) {
        this.#writing = undefined;
      }
      done();
      this.#wake();
    }
  }

  async #take(offset: number, bytes: Readable, digest: string | undefined, pace: Pace): Promise<void> {
    const hash = digest === undefined ? undefined : createHash("sha256");
    let at = offset;
    this.#have = offset;
    // Not destroyed at an error: the answer goes back on the same connection.
    for await (const batch of batches(bytes, () => pace.piece)) {
      const length = batch.reduce((sum, chunk) => sum + chunk.length, 0);
      if (at + length > this.identity.size) {
        throw new FileProblem("file-offset", `More came of "${this.identity.path}" than was announced.`);
      }
      await pace.turn(length);
      const written = writeAll(this.#part, batch, at);
      for (const chunk of batch) {
        hash?.update(chunk);
      }
      await written;
      at += length;
      if (!hash) {
        this.#have = at;
      }
      this.used = performance.now();
    }
    if (hash && hash.digest("base64") !== digest) {
      throw new FileProblem(
        "file-digest",
        `A piece of "${this.identity.path}" came changed. It is sent again.`,
      );
    }
    this.#have = at;
  }

  /** Waits until a piece from `offset` on may be written, and keeps others from it. */
  async #turn(offset: number, abort: () => void): Promise<{ writing: Writing; done(): void }> {
    const until = performance.now() + TURN_WITHIN;
    for (;;) {
      const { path } = this.identity;
      if (this.#over) {
        throw new FileProblem("file-gone", `The upload of "${path}" has ended.`);
      }
      const now = this.#writing;
      if (!now && offset <= this.#have) {
        const { promise, resolve } = Promise.withResolvers<void>();
        const writing = { abort, done: promise };
        this.#writing = writing;
        return { writing, done: resolve };
      }
      if (now && offset <= this.#have) {
        now.abort();
        await now.done;
        continue;
      }
      // The piece before may still be on its way on another connection.
      const patience = now ? until - performance.now() : Math.min(until - performance.now(), ARRIVAL_WITHIN);
      if (patience <= 0 || !(await this.#woken(patience))) {
        throw new FileProblem("file-offset", `The desktop has ${this.#have} bytes of "${path}".`);
      }
    }
  }

  /** Waits until a piece has been written; gives `false` where none was for so many ms. */
  #woken(milliseconds: number): Promise<boolean> {
    return new Promise(resolve => {
      const wake = () => finish(true);
      const timer = setTimeout(() => finish(false), milliseconds);
      const finish = (woken: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        resolve(woken);
      };
      this.#waiting.add(wake);
    });
  }

  #wake(): void {
    for (const wake of [...this.#waiting]) {
      wake();
    }
  }

  /**
   * SHA-256 of each {@link LEAF} that is on the disk in full, read anew: what an earlier upload left is gone on with only as far
   * as it is what the page has.
   */
  async *digests(): AsyncGenerator<string> {
    const buffer = Buffer.allocUnsafe(LEAF);
    for (let at = 0; at + LEAF <= this.#have; at += LEAF) {
      const { bytesRead } = await this.#part.read(buffer, 0, LEAF, at);
      if (bytesRead < LEAF) {
        return;
      }
      // Off the main thread, which has pictures to pass on.
      yield Buffer.from(await crypto.subtle.digest("SHA-256", buffer)).toString("base64");
    }
  }

  /** Puts the whole file in its place. @returns the name it got: another where that was taken. @throws FileProblem */
  async complete(): Promise<string> {
    const { size, path, modified } = this.identity;
    if (this.#have !== size) {
      throw new FileProblem("file-offset", `The desktop has ${this.#have} of ${size} bytes of "${path}".`);
    }
    try {
      await this.#part.truncate(size);
      if (modified > 0) {
        await this.#part.utimes(modified / 1000, modified / 1000);
      }
      await this.#part.sync();
      const name = await place(this.#folder, partName(this.id), this.#name);
      await this.#end();
      return name;
    } catch (error) {
      const problem = problemOf(error, path);
      if (problem.id === "disk-full") {
        await this.discard();
      }
      throw problem;
    }
  }

  /** Ends it and leaves nothing. */
  async discard(): Promise<void> {
    if (!this.#over) {
      await rm(inside(this.#folder, partName(this.id)), { force: true });
      await this.#end();
    }
  }

  /** Ends it; what has come stays for another one of the same identity. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#writing?.abort();
    await this.#writing?.done;
    await this.#end();
  }

  /** Nothing can be done with it any more. */
  get over(): boolean {
    return this.#over;
  }

  async #end(): Promise<void> {
    if (!this.#over) {
      this.#over = true;
      this.#wake();
      await Promise.all([this.#part.close(), this.#folder.close()]);
    }
  }
}

function idOf({ path, size, modified }: UploadIdentity): string {
  return createHash("sha256").update(`${path}\0${size}\0${modified}`).digest("base64url").slice(0, 22);
}

async function writeAll(file: FileHandle, chunks: readonly Buffer[], at: number): Promise<void> {
  let rest = chunks;
  for (let done = 0; rest.length > 0; ) {
    const { bytesWritten } = await file.writev(rest, at + done);
    done += bytesWritten;
    rest = after(rest, bytesWritten);
  }
}

/** What is left of chunks without their first bytes. */
function after(chunks: readonly Buffer[], bytes: number): Buffer[] {
  let skipped = bytes;
  return chunks.flatMap(chunk => {
    const from = Math.min(skipped, chunk.length);
    skipped -= from;
    return from < chunk.length ? [chunk.subarray(from)] : [];
  });
}

async function freeBytes(path: string): Promise<number> {
  const { bavail, bsize } = await statfs(path);
  return bavail * bsize;
}

/** Gives a part its name, or one with a number where that is taken. Nothing is ever written over. */
async function place(folder: FileHandle, part: string, wanted: string): Promise<string> {
  for (let count = 0; count < MOST_NAMES; count++) {
    const name = freeName(wanted, count);
    try {
      await link(inside(folder, part), inside(folder, name));
      await rm(inside(folder, part));
      return name;
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      if (code === "EEXIST") {
        continue;
      }
      if (
        code !== "EPERM" &&
        code !== "ENOTSUP" &&
        code !== "EOPNOTSUPP" &&
        code !== "ENOSYS" &&
        code !== "EMLINK"
      ) {
        throw error;
      }
    }
    if (await moveTo(folder, part, name)) {
      return name;
    }
  }
  throw new FileProblem("file-kind", `There are ${MOST_NAMES} files by the name of "${wanted}".`);
}

/** For file systems without hard links: an empty file of our own keeps the name, and is replaced. */
async function moveTo(folder: FileHandle, part: string, name: string): Promise<boolean> {
  try {
    await (await open(inside(folder, name), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, 0o666)).close();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EEXIST") {
      return false;
    }
    throw error;
  }
  await rename(inside(folder, part), inside(folder, name));
  return true;
}

import { lstat, readdir, rm } from "node:fs/promises";
import { inside, type SharedFolder } from "./folder.ts";
import { isPart, namesIn } from "./names.ts";
import { FileProblem } from "./problem.ts";
import { Upload, type UploadIdentity } from "./upload.ts";

/** Without a word for so long, in ms, an upload is put aside; its page finds it again by what it is. */
const IDLE = 10 * 60_000;
/** What nobody goes on with for so long, in ms, is removed. */
const FORGOTTEN = 7 * 24 * 3600_000;
/** Uploads that can be open at a time. */
const MOST = 256;

/** Every upload that goes on. */
export class Uploads implements AsyncDisposable {
  readonly #folder: SharedFolder;
  readonly #uploads = new Map<string, Upload>();
  readonly #timer: NodeJS.Timeout;
  /** Folders that were looked through for what is forgotten, since the start. */
  readonly #swept = new Set<string>();

  constructor(folder: SharedFolder) {
    this.#folder = folder;
    this.#timer = setInterval(() => void this.#putAside(), 60_000);
    this.#timer.unref();
  }

  /** Begins an upload, or takes one of the same identity over from whoever had it. @throws FileProblem */
  async begin(identity: UploadIdentity): Promise<Upload> {
    const names = namesIn(identity.path);
    const name = names.pop();
    if (name === undefined) {
      throw new FileProblem("file-name", "A file needs a name.");
    }
    for (const other of this.#uploads.values()) {
      const { path, size, modified } = other.identity;
      if (path === identity.path && size === identity.size && modified === identity.modified) {
        await this.#close(other);
      }
    }
    if (this.#uploads.size >= MOST) {
      throw new FileProblem(
        "file-request",
        `${MOST} files are on their way already. Wait until some are there.`,
      );
    }
    const folder = await this.#folder.open(names, true);
    await this.#sweep(names.join("/"), inside(folder, "."));
    const upload = await Upload.open(folder, name, identity);
    this.#uploads.set(upload.token, upload);
    return upload;
  }

  /** The upload of this token. @throws FileProblem `file-gone` */
  get(token: string): Upload {
    const upload = this.#uploads.get(token);
    if (!upload || upload.over) {
      this.#uploads.delete(token);
      throw new FileProblem("file-gone", "This upload has ended, or goes on in another window.");
    }
    return upload;
  }

  /** Puts the whole file in its place and gives the name it got. @throws FileProblem */
  async complete(upload: Upload): Promise<string> {
    const name = await upload.complete();
    this.#uploads.delete(upload.token);
    return name;
  }

  /** Ends an upload and removes what has come. */
  async cancel(upload: Upload): Promise<void> {
    this.#uploads.delete(upload.token);
    await upload.discard();
  }

  /** Puts all aside. */
  async [Symbol.asyncDispose](): Promise<void> {
    clearInterval(this.#timer);
    await Promise.all([...this.#uploads.values()].map(upload => this.#close(upload)));
  }

  async #close(upload: Upload): Promise<void> {
    this.#uploads.delete(upload.token);
    await upload[Symbol.asyncDispose]();
  }

  async #putAside(): Promise<void> {
    const idle = [...this.#uploads.values()].filter(
      ({ used, over }) => over || performance.now() - used > IDLE,
    );
    await Promise.all(idle.map(upload => this.#close(upload)));
  }

  /** Removes what was begun in this folder long ago and never gone on with. */
  async #sweep(key: string, path: string): Promise<void> {
    if (this.#swept.has(key)) {
      return;
    }
    this.#swept.add(key);
    for (const name of (await readdir(path).catch(() => [])).filter(isPart)) {
      const { mtimeMs } = await lstat(`${path}/${name}`).catch(() => ({ mtimeMs: Date.now() }));
      if (Date.now() - mtimeMs > FORGOTTEN) {
        await rm(`${path}/${name}`, { force: true });
      }
    }
  }
}

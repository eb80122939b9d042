import { createWriteStream } from "node:fs";
import { mkdir, open, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";

/** Documents that are kept for pages to fetch; the oldest goes first. */
const KEPT = 20;
/** What a PDF begins with, within its first bytes (ISO 32000-1, annex H). */
const MAGIC = "%PDF-";
const MAGIC_WITHIN = 1024;

/** Where a job stands, as `job-state` has it. */
export const JOB_STATE = { held: 4, processing: 5, canceled: 7, aborted: 8, completed: 9 } as const;

/** One document that was printed, or is being so. */
export type Job = {
  id: number;
  title: string;
  user: string;
  state: number;
  /** Bytes. */
  size: number;
  /** Seconds since 1970. */
  created: number;
};

/** What is printed, kept as files for a while. */
export class Jobs {
  readonly #folder: string;
  readonly #jobs = new Map<number, Job>();
  #last = 0;
  /** A document is there in full. */
  onPrinted: (job: Job) => void = () => undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  get all(): Job[] {
    return [...this.#jobs.values()];
  }

  /** Those whose document is there in full, the oldest first. */
  get printed(): Job[] {
    return this.all.filter(({ state }) => state === JOB_STATE.completed);
  }

  get(id: number): Job | undefined {
    return this.#jobs.get(id);
  }

  create(title: string, user: string): Job {
    const job = {
      id: ++this.#last,
      title,
      user,
      state: JOB_STATE.held,
      size: 0,
      created: Math.floor(Date.now() / 1000),
    };
    this.#jobs.set(job.id, job);
    for (const old of this.all.slice(0, -KEPT)) {
      this.#jobs.delete(old.id);
      void rm(this.pathOf(old.id), { force: true });
    }
    return job;
  }

  /** Path of a job's document. */
  pathOf(id: number): string {
    return join(this.#folder, `${id}.pdf`);
  }

  /** Takes a job's document. @returns whether it is a PDF; nothing is kept of what is not */
  async take(job: Job, bytes: Readable): Promise<boolean> {
    job.state = JOB_STATE.processing;
    const path = this.pathOf(job.id);
    try {
      await mkdir(this.#folder, { recursive: true, mode: 0o700 });
      await pipeline(bytes, createWriteStream(path, { mode: 0o600 }));
      if (await isPdf(path)) {
        job.size = (await stat(path)).size;
        job.state = JOB_STATE.completed;
        this.onPrinted(job);
        return true;
      }
    } catch (error) {
      await this.drop(job);
      throw error;
    }
    await this.drop(job);
    return false;
  }

  /** Ends a job without a document. */
  async drop(job: Job, state: number = JOB_STATE.aborted): Promise<void> {
    job.state = state;
    await rm(this.pathOf(job.id), { force: true });
  }
}

async function isPdf(path: string): Promise<boolean> {
  await using file = await open(path);
  const { buffer, bytesRead } = await file.read(Buffer.alloc(MAGIC_WITHIN), 0, MAGIC_WITHIN, 0);
  return buffer.subarray(0, bytesRead).includes(MAGIC);
}

import { addressOf, ask, Refusal } from "./api.ts";
import type { Batch, Brought } from "./gather.ts";
import { PieceSize } from "./piece-size.ts";
import { bring } from "./upload.ts";

/** Files that are brought at a time. */
const TOGETHER = 2;
/** Time, in ms, between two reports of what changes steadily. */
const REPORT = 250;
/** Time, in ms, the speed is the mean of. */
const SPEED_OVER = 3000;

/** Where a batch stands. `waiting` is for the line to come back. */
export type TransferState = "running" | "waiting" | "paused" | "done" | "failed";

/** What a person sees of one batch. */
export type Transfer = {
  readonly id: string;
  readonly name: string;
  readonly state: TransferState;
  /** Bytes that are there, and in all of those files that have been looked at; `files` that are done, `count` in all. */
  readonly bytes: number;
  readonly total: number;
  readonly files: number;
  readonly count: number;
  /** Bytes a second. */
  readonly speed: number;
  /** What went wrong, in words: of the first file that did, with how many there are. */
  readonly problem: { id: string; text: string; path: string; count: number } | undefined;
};

type Running = {
  -readonly [Key in keyof Transfer]: Transfer[Key];
} & {
  rest: Brought[];
  /** Those that were begun and not brought to an end, with the bytes that are there. */
  begun: Map<Brought, number>;
  failed: Brought[];
  stop: AbortController;
  history: { at: number; bytes: number }[];
};

/** Everything this page brings to the desktop, until it is closed. */
export class Transfers {
  readonly #all: Running[] = [];
  readonly #size = new PieceSize();
  readonly #onChange: () => void;
  #ids = 0;
  #lanes = 0;
  #report: ReturnType<typeof setTimeout> | undefined;

  /** @param onChange called when {@link all} has changed, a few times a second at most */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** The newest last. */
  get all(): readonly Transfer[] {
    return this.#all;
  }

  /** Brings a batch; what is on its way already comes first. */
  add({ name, items }: Batch): void {
    this.#all.push({
      id: String(++this.#ids),
      name,
      state: "running",
      bytes: 0,
      total: 0,
      files: 0,
      count: items.length,
      speed: 0,
      problem: undefined,
      rest: [...items],
      begun: new Map(),
      failed: [],
      stop: new AbortController(),
      history: [],
    });
    this.#changed();
    this.#fill();
  }

  pause(id: string): void {
    const transfer = this.#find(id);
    if (transfer && (transfer.state === "running" || transfer.state === "waiting")) {
      transfer.state = "paused";
      transfer.stop.abort();
      this.#changed();
    }
  }

  /** Goes on after a pause, or tries again what failed. */
  resume(id: string): void {
    const transfer = this.#find(id);
    if (transfer && (transfer.state === "paused" || transfer.state === "failed")) {
      transfer.state = "running";
      transfer.stop = new AbortController();
      // What failed may have begun as well; twice at once it would come as two files.
      transfer.rest = [...new Set([...transfer.begun.keys(), ...transfer.failed, ...transfer.rest])];
      transfer.failed = [];
      transfer.problem = undefined;
      this.#changed();
      this.#fill();
    }
  }

  /** Ends it: what is there in full stays, the rest is removed. A batch that is over leaves the list. */
  remove(id: string): void {
    const transfer = this.#find(id);
    if (transfer) {
      this.#all.splice(this.#all.indexOf(transfer), 1);
      transfer.stop.abort();
      for (const { path, file } of transfer.begun.keys()) {
        void file?.()
          .then(found => forget(path, found))
          .catch(() => undefined);
      }
      this.#changed();
    }
  }

  #find(id: string): Running | undefined {
    return this.#all.find(transfer => transfer.id === id);
  }

  #fill(): void {
    while (this.#lanes < TOGETHER && this.#next() !== undefined) {
      this.#lanes++;
      void this.#lane().finally(() => {
        this.#lanes--;
      });
    }
  }

  #next(): Running | undefined {
    return this.#all.find(
      ({ state, rest }) => (state === "running" || state === "waiting") && rest.length > 0,
    );
  }

  async #lane(): Promise<void> {
    for (let transfer = this.#next(); transfer; transfer = this.#next()) {
      const item = transfer.rest.shift();
      if (item) {
        await this.#bring(transfer, item);
      }
    }
  }

  async #bring(transfer: Running, item: Brought): Promise<void> {
    const { signal } = transfer.stop;
    const isNew = !transfer.begun.has(item);
    transfer.begun.set(item, transfer.begun.get(item) ?? 0);
    try {
      if (item.file) {
        const file = await item.file();
        transfer.total += isNew ? file.size : 0;
        await bring(
          file,
          item.path,
          transfer.begun.get(item) ?? 0,
          this.#size,
          this.#events(transfer, item),
          signal,
        );
      } else {
        await ask(addressOf("folders", item.path), { method: "POST", signal });
      }
      transfer.begun.delete(item);
      transfer.files++;
    } catch (error) {
      if (signal.aborted) {
        return;
      }
      transfer.failed.push(item);
      const { id, message } = error instanceof Refusal ? error : new Refusal("file-changed", "");
      const count = (transfer.problem?.count ?? 0) + 1;
      transfer.problem = { id, text: message, path: item.path, ...transfer.problem, count };
    } finally {
      if (!signal.aborted && transfer.rest.length === 0 && transfer.begun.size === transfer.failed.length) {
        transfer.state = transfer.failed.length > 0 ? "failed" : "done";
      }
      this.#changed();
    }
  }

  #events(transfer: Running, item: Brought) {
    return {
      onProgress: (bytes: number) => {
        const before = transfer.begun.get(item) ?? 0;
        transfer.begun.set(item, bytes);
        transfer.bytes += bytes - before;
        const now = performance.now();
        transfer.history.push({ at: now, bytes: transfer.bytes });
        while (transfer.history.length > 2 && now - (transfer.history[0]?.at ?? now) > SPEED_OVER) {
          transfer.history.shift();
        }
        const [first] = transfer.history;
        if (first && now > first.at) {
          transfer.speed = Math.max(0, ((transfer.bytes - first.bytes) * 1000) / (now - first.at));
        }
        this.#changed();
      },
      onWaiting: (waiting: boolean) => {
        if (transfer.state === "running" || transfer.state === "waiting") {
          transfer.state = waiting ? "waiting" : "running";
          this.#changed();
        }
      },
    };
  }

  #changed(): void {
    this.#report ??= setTimeout(() => {
      this.#report = undefined;
      this.#onChange();
    }, REPORT);
  }
}

/** Removes what has come of a file that is not wanted any more. */
async function forget(path: string, file: File): Promise<void> {
  const headers = {
    "Upload-Length": String(file.size),
    "Upload-Modified": String(Math.max(0, file.lastModified)),
    "Upload-Complete": "?0",
  };
  const answer = await ask(addressOf("content", path), { method: "POST", headers });
  await ask(new URL(answer.headers.get("location") ?? "", answer.url).href, { method: "DELETE" });
}

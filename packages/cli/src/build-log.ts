import { createWriteStream, type WriteStream } from "node:fs";
import { readdir, rm } from "node:fs/promises";
import { join } from "node:path";
import type { BuildEvent } from "@porthole/builder";
import { PortholeError } from "@porthole/contract";
import { type Home, makeFolder, replaceFile, stateError } from "@porthole/fleet";

/** How many logs of builds are kept. */
const KEPT = 20;

/** Everything a build said, in a file of its own below `logs/`; a build that said nothing leaves none. */
export class BuildLog implements AsyncDisposable {
  readonly path: string;
  readonly #stream: WriteStream;
  #trouble: unknown;
  #events = 0;

  private constructor(path: string) {
    this.path = path;
    this.#stream = createWriteStream(path, { flags: "a" });
    this.#stream.on("error", error => {
      this.#trouble = error;
    });
  }

  /** Opens a new log and removes the oldest ones. @throws PortholeError `state-unwritable`, `disk-full` */
  static async open(home: Home, name: string): Promise<BuildLog> {
    const folder = join(home.state, "logs");
    const stamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const path = join(folder, `build-${stamp}-${name}.log`);
    try {
      await makeFolder(folder, home.owner, 0o700);
      const logs = (await readdir(folder)).filter(file => file.startsWith("build-")).sort();
      await Promise.all(logs.slice(0, -(KEPT - 1)).map(file => rm(join(folder, file), { force: true })));
    } catch (error) {
      throw stateError(path, error);
    }
    await replaceFile(path, "", home.owner);
    return new BuildLog(path);
  }

  /** Writes one event. */
  add(event: BuildEvent): void {
    this.#events++;
    switch (event.kind) {
      case "start":
        this.#stream.write(`${new Date().toISOString()} [${event.step}] ${event.text}\n`);
        break;
      case "log":
        this.#stream.write(`[${event.step}] ${event.line}\n`);
        break;
      case "end":
        this.#stream.write(
          `${new Date().toISOString()} [${event.step}] done in ${event.seconds.toFixed(1)} s\n`,
        );
        break;
    }
  }

  /** The same error with the log's path added to what to do. */
  explain(error: unknown): unknown {
    if (!(error instanceof PortholeError) || this.#trouble !== undefined || this.#events === 0) {
      return error;
    }
    const { kind, id, message, why, todo, cause } = error;
    const hint = `The full log:\n  ${this.path}`;
    return new PortholeError({ kind, id, what: message, why, todo: todo ? `${todo}\n${hint}` : hint, cause });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#stream.once("error", () => resolve());
    this.#stream.end(() => resolve());
    await promise;
    if (this.#events === 0) {
      await rm(this.path, { force: true });
    }
  }
}

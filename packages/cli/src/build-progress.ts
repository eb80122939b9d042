import type { BuildEvent } from "@porthole/builder";
import type { Home, UpEvent } from "@porthole/fleet";
import { BuildLog } from "./build-log.ts";
import type { Progress } from "./progress.ts";

/** Phases quicker than this leave no line on a terminal, in milliseconds. */
const QUIET_MS = 1000;

/** Shows what `up` and builds tell, and keeps the log of the build. */
export class BuildProgress implements AsyncDisposable {
  readonly #progress: Progress;
  readonly #home: Home;
  readonly #name: string;
  #log: BuildLog | undefined;

  constructor(progress: Progress, home: Home, name: string) {
    this.#progress = progress;
    this.#home = home;
    this.#name = name;
  }

  /** Opens the log; call it before the first build event. */
  async openLog(): Promise<void> {
    this.#log ??= await BuildLog.open(this.#home, this.#name);
  }

  /** Shows one event of a build. */
  build(event: BuildEvent): void {
    this.#log?.add(event);
    switch (event.kind) {
      case "start":
        this.#progress.end("phase", QUIET_MS);
        this.#progress.start(event.step, event.text);
        break;
      case "log":
        this.#progress.detail(event.step, event.line);
        break;
      case "end":
        this.#progress.end(event.step);
        break;
    }
  }

  /** Shows one event of `up` or `restart`. */
  up(event: UpEvent): void {
    switch (event.kind) {
      case "build":
        this.build(event.event);
        break;
      case "service":
        this.#progress.detail("phase", event.name);
        break;
      case "waiting":
      case "phase":
        this.#progress.end("phase", QUIET_MS);
        this.#progress.start("phase", event.text);
        break;
    }
  }

  /** The error with the path of the build's log, where there was a build. */
  explain(error: unknown): unknown {
    return this.#log ? this.#log.explain(error) : error;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#progress.end("phase", QUIET_MS);
    this.#progress[Symbol.dispose]();
    await this.#log?.[Symbol.asyncDispose]();
  }
}

import { loadEnvironment } from "../env/container-environment.ts";
import type { Files } from "../files/files.ts";
import { exitStatus, type Host } from "../supervise/process.ts";
import { SIGNAL } from "../supervise/signals.ts";
import { EXIT_CODE_FILE } from "./run-folder.ts";

const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;
const ENOENT = 2;

/** The command a container was given: it runs once the services are ready, and the container ends with it. */
export class ContainerCommand {
  private pid: number | undefined;
  private onGone: (() => void) | undefined;
  private readonly argv: readonly string[];
  private readonly outside: boolean;
  private readonly files: Files;
  private readonly host: Host;
  private readonly onEnd: () => void;

  /**
   * `outside`: its output goes to the container's, whoever logs that of everything else. `onEnd` is called once the
   * command has ended by itself; its exit code is the container's by then.
   */
  constructor(argv: readonly string[], outside: boolean, files: Files, host: Host, onEnd: () => void) {
    this.argv = argv;
    this.outside = outside;
    this.files = files;
    this.host = host;
    this.onEnd = onEnd;
  }

  /** Runs it in the image's working folder, with the container's environment, input and terminal. */
  start(warn: (line: string) => void): void {
    try {
      this.pid = this.host.spawn({
        argv: this.argv,
        env: loadEnvironment(this.files),
        cwd: ".",
        role: "foreground",
        outside: this.outside,
        onExit: exit => this.ended(exitStatus(exit)),
      });
    } catch (error) {
      warn(`[init] (ERROR) the command cannot be started: ${error instanceof Error ? error.message : error}`);
      const missing = error instanceof Error && "errno" in error && error.errno === ENOENT;
      this.ended(missing ? NOT_FOUND : NOT_EXECUTABLE);
    }
  }

  /** Asks it to end, and calls back when it has; at once where it does not run. */
  stop(onGone: () => void): void {
    if (this.pid === undefined) {
      onGone();
      return;
    }
    this.onGone = onGone;
    this.host.signal(this.pid, SIGNAL.TERM);
    // An interactive shell ignores TERM and heeds a hang-up.
    if (/^-?(ba|z|da|)sh$/.test(this.argv[0]?.split("/").pop() ?? "") && this.argv.length === 1) {
      this.host.signal(this.pid, SIGNAL.HUP);
    }
    this.host.signal(this.pid, SIGNAL.CONT);
  }

  /** Passes a signal on. @returns false where the command does not run */
  signal(signal: number): boolean {
    if (this.pid === undefined) return false;
    this.host.signal(this.pid, signal);
    return true;
  }

  private ended(status: number): void {
    this.pid = undefined;
    this.files.write(EXIT_CODE_FILE, `${status}\n`);
    if (this.onGone) this.onGone();
    else this.onEnd();
  }
}

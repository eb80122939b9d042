import { findUser } from "../account/accounts.ts";
import { readVariable } from "../env/container-environment.ts";
import { readMilliseconds, splitWords } from "../env/settings.ts";
import type { Files } from "../files/files.ts";
import { DEFAULT_LOG_SCRIPT, parseLogScript } from "../log/script.ts";
import type { Host } from "../supervise/process.ts";

const FOLDER = "/run/uncaught-logs";
const PIPE = "catch-all logger";
/** Milliseconds between two starts of a logger that dies. */
const RESTART = 1000;
/** Milliseconds that the logger has at the end for what is still to be written. */
const LAST_LINES = 2000;

/** How the output of everything is turned away from the container's own and back. */
export type Diversion = { divert: (pipe: string) => void; undivert: () => void };

/**
 * The logger of everything that has none of its own, with S6_LOGGING: it writes to a folder by S6_LOGGING_SCRIPT as the
 * user S6_CATCHALL_USER, and with 1 to the container's output too.
 */
export class CatchAll {
  pid: number | undefined;
  private readonly files: Files;
  private readonly host: Host;
  private readonly level: number;
  private argv: string[] = [];
  private onGone: (() => void) | undefined;

  constructor(files: Files, host: Host) {
    this.files = files;
    this.host = host;
    this.level = readMilliseconds(files, "S6_LOGGING", 0);
  }

  /** Whether the output of the command goes to the logger as well. */
  get takesCommand(): boolean {
    return this.level > 1;
  }

  /** Starts it, where that is asked for, and hands it all output from now on. @throws SystemError */
  start(diversion: Diversion, warn: (line: string) => void): void {
    if (this.level === 0) return;
    const name = readVariable(this.files, "S6_CATCHALL_USER") ?? "root";
    const user = findUser(this.files, name);
    if (!user)
      warn(`[init] (ERROR) there is no user ${name} (S6_CATCHALL_USER); the logger keeps the init's`);
    const asked = splitWords(readVariable(this.files, "S6_LOGGING_SCRIPT"));
    const parsed = parseLogScript([...asked, FOLDER]);
    if (typeof parsed === "string") {
      warn(`[init] (ERROR) S6_LOGGING_SCRIPT: ${parsed}; using ${DEFAULT_LOG_SCRIPT}`);
    }
    const script = asked.length > 0 && typeof parsed !== "string" ? asked : splitWords(DEFAULT_LOG_SCRIPT);
    const copy = this.level > 1 ? [] : ["1"];
    this.files.makeFolder(FOLDER);
    this.argv = ["s6-log", "-bp", "--", ...copy, ...script, FOLDER];
    if (user && user.name !== "root") {
      this.files.chown(FOLDER, user.uid, user.gid);
      this.argv.unshift("s6-setuidgid", user.name);
    }
    this.spawn();
    diversion.divert(PIPE);
  }

  /** Lets it write what is left; `done` is called when it has, at once where there is none. */
  end(diversion: Diversion, done: () => void): void {
    if (this.level === 0) {
      done();
      return;
    }
    this.onGone = done;
    diversion.undivert();
    // One that was killed with everything else left something in its pipe.
    if (this.pid === undefined) this.spawn();
    this.host.after(LAST_LINES, done);
  }

  private spawn(): void {
    this.pid = this.host.spawn({
      argv: this.argv,
      role: "service",
      outside: true,
      readsPipe: PIPE,
      onExit: () => this.ended(),
    });
  }

  private restart(): void {
    if (this.pid === undefined && !this.onGone) this.spawn();
  }

  private ended(): void {
    this.pid = undefined;
    if (this.onGone) this.onGone();
    else this.host.after(RESTART, () => this.restart());
  }
}

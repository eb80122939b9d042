import { unavailableProgram } from "../execline/blocks.ts";
import { ExeclineError, parseExecline } from "../execline/parse.ts";
import type { Files } from "../files/files.ts";
import { signalNumber } from "../supervise/signals.ts";
import type { Action, Bundle, Definition, Longrun, Oneshot, Problem } from "./definition.ts";
import { inspectScript } from "./script.ts";
import { unhandledFiles } from "./unhandled.ts";

/** The command that an `up` file or a `run` script names to have a step done by the init itself. */
export const STEP_COMMAND = "/usr/bin/porthole-init";
const PROGRAM_FOLDERS = ["/command", "/usr/local/bin", "/usr/bin", "/bin", "/usr/sbin", "/sbin"];
const FINISH_LIMIT = 5000;
/** As in s6-supervise. */
const DEATH_TALLY = 100;

/** Definitions by name, and what is wrong with those that are missing or with their files. */
export type ReadResult = {
  definitions: Map<string, Definition>;
  problems: Problem[];
  /** Files that have no effect, one line each. */
  notes: string[];
};

/** Reads every definition in `folder`, which is seen from `root` ("" for the running system). */
export function readDefinitions(files: Files, root: string, folder: string): ReadResult {
  const result: ReadResult = { definitions: new Map(), problems: [], notes: [] };
  for (const name of files.list(root + folder) ?? []) {
    const path = `${folder}/${name}`;
    if (name.startsWith(".") || files.stat(root + path)?.kind !== "directory") continue;
    const reader = new Reader(files, root, name, path);
    const definition = reader.read();
    result.problems.push(...reader.problems);
    if (!definition) continue;
    result.definitions.set(name, definition);
    result.notes.push(...unhandledFiles(definition.type, path, files.list(root + path) ?? []));
  }
  return result;
}

/** Reads one definition folder. */
class Reader {
  readonly problems: Problem[] = [];
  private fatal = false;
  private readonly files: Files;
  private readonly root: string;
  private readonly name: string;
  private readonly folder: string;

  constructor(files: Files, root: string, name: string, folder: string) {
    this.files = files;
    this.root = root;
    this.name = name;
    this.folder = folder;
  }

  read(): Definition | undefined {
    const type = this.text("type")?.trim();
    const definition = this.ofType(type);
    return this.fatal ? undefined : definition;
  }

  private ofType(type: string | undefined): Definition | undefined {
    switch (type) {
      case "bundle":
        return this.bundle();
      case "oneshot":
        return this.oneshot();
      case "longrun":
        return this.longrun();
      case undefined:
        return this.fail("type", "there is no file type; it says oneshot, longrun or bundle");
      default:
        return this.fail("type", `type is "${type}"; it must be oneshot, longrun or bundle`, 1);
    }
  }

  private bundle(): Bundle {
    return {
      type: "bundle",
      name: this.name,
      folder: this.folder,
      contents: this.names("contents.d", "contents"),
    };
  }

  private oneshot(): Oneshot {
    if (this.text("up") === undefined) this.fail("up", "a oneshot needs a file up with its command line");
    return { type: "oneshot", ...this.common(), up: this.action("up"), down: this.action("down") };
  }

  private longrun(): Longrun {
    const notification = this.descriptor("notification-fd");
    const lock = this.descriptor("lock-fd");
    if (lock !== undefined && lock === notification) {
      this.fail("lock-fd", `descriptor ${lock} is the one of notification-fd; use another`, 1);
    }
    const downSignal = this.text("down-signal")?.trim() ?? "TERM";
    const signal = signalNumber(downSignal);
    if (signal === undefined) this.fail("down-signal", `"${downSignal}" is not a signal`, 1);
    return {
      type: "longrun",
      ...this.common(),
      run: this.runCommand(),
      finish: this.script("finish"),
      notificationFd: notification,
      lockFd: lock,
      timeoutKill: this.number("timeout-kill") || undefined,
      timeoutFinish: this.number("timeout-finish") ?? FINISH_LIMIT,
      producerFor: this.text("producer-for")?.trim() || undefined,
      consumerFor: this.lines("consumer-for"),
      pipelineName: this.text("pipeline-name")?.trim() || undefined,
      maxDeathTally: this.number("max-death-tally") ?? DEATH_TALLY,
      downSignal: signal ?? 15,
    };
  }

  private common() {
    return {
      name: this.name,
      folder: this.folder,
      dependencies: this.names("dependencies.d", "dependencies"),
      essential: ["flag-essential", "essential"].some(f =>
        this.files.lstat(`${this.root}${this.folder}/${f}`),
      ),
      timeoutUp: this.number("timeout-up") || undefined,
      timeoutDown: this.number("timeout-down") || undefined,
    };
  }

  private action(file: "up" | "down"): Action {
    const text = this.text(file) ?? "";
    try {
      const argv = parseExecline(text);
      if (argv.length === 0) return { kind: "nothing" };
      if (argv[0] === STEP_COMMAND && argv[1] === "step" && argv[2] !== undefined) {
        return { kind: "step", step: argv[2] };
      }
      const missing = unavailableProgram(argv);
      if (missing !== undefined && !this.isInImage(missing)) {
        this.fail(file, `the execline program ${missing} is not available`, lineOf(text, missing));
      }
      this.checkCommand(file, argv[0] ?? "");
      return { kind: "command", argv };
    } catch (error) {
      if (!(error instanceof ExeclineError)) throw error;
      this.fail(file, error.message, error.line);
      return { kind: "nothing" };
    }
  }

  private isInImage(program: string): boolean {
    return PROGRAM_FOLDERS.some(folder => this.files.lstat(`${this.root}${folder}/${program}`));
  }

  /** A command given by its absolute path inside the definitions is a script that has to run. */
  private checkCommand(file: "up" | "down", command: string): void {
    if (!command.startsWith("/etc/s6-overlay/")) return;
    const script = inspectScript(this.files, this.root, command);
    if (!script.ok) this.fail(file, `${command} ${script.message}`, 1);
    else if (script.tolerated !== undefined) this.fail(file, `${command} ${script.tolerated}`, 1);
  }

  private runCommand(): Longrun["run"] {
    const script = inspectScript(this.files, this.root, `${this.folder}/run`);
    if (script.ok && script.shebang?.startsWith(`${STEP_COMMAND} service`)) {
      return { kind: "step", step: this.name };
    }
    return { kind: "command", argv: this.script("run") ?? [] };
  }

  private script(file: "run" | "finish"): string[] | undefined {
    const path = `${this.folder}/${file}`;
    if (file === "finish" && !this.files.lstat(this.root + path)) return undefined;
    const script = inspectScript(this.files, this.root, path);
    if (!script.ok) {
      this.fail(file, script.message, script.line);
      return undefined;
    }
    if (script.tolerated !== undefined) {
      const problem = { service: this.name, file: path, message: script.tolerated, tolerated: true };
      this.problems.push(problem);
    }
    return script.argv;
  }

  /** Names from the folder form and the older file form together. */
  private names(folder: string, file: string): string[] {
    const listed = (this.files.list(`${this.root}${this.folder}/${folder}`) ?? []).filter(n => n[0] !== ".");
    return [...new Set([...listed, ...this.lines(file)])];
  }

  private lines(file: string): string[] {
    const lines = (this.text(file) ?? "").split("\n").map(line => line.trim());
    return lines.filter(line => line !== "" && !line.startsWith("#"));
  }

  private number(file: string): number | undefined {
    const text = this.text(file)?.trim();
    if (text === undefined || text === "") return undefined;
    if (/^[0-9]{1,9}$/.test(text)) return Number(text);
    this.fail(file, `"${text}" is not a number`, 1);
    return undefined;
  }

  private descriptor(file: string): number | undefined {
    const fd = this.number(file);
    if (fd === undefined || (fd >= 3 && fd <= 1023)) return fd;
    return this.fail(file, `descriptor ${fd} cannot be used; use 3 to 1023`, 1);
  }

  private text(file: string): string | undefined {
    return this.files.read(`${this.root}${this.folder}/${file}`);
  }

  private fail(file: string, message: string, line?: number): undefined {
    this.fatal = true;
    const place = line === undefined ? {} : { line };
    this.problems.push({ service: this.name, file: `${this.folder}/${file}`, message, ...place });
    return undefined;
  }
}

/** Line on which a word stands, counted from 1. */
function lineOf(text: string, word: string): number {
  return Math.max(1, text.split("\n").findIndex(line => line.split(/\s+/).includes(word)) + 1);
}

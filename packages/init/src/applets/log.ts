import * as sys from "porthole-sys";
import { findUser } from "../account/accounts.ts";
import { readVariable } from "../env/container-environment.ts";
import { splitWords } from "../env/settings.ts";
import { LogFolder } from "../log/log-folder.ts";
import {
  actionsFor,
  DEFAULT_LOG_SCRIPT,
  type Directive,
  isoTime,
  parseLogScript,
  tai64n,
} from "../log/script.ts";
import { errorText, fail, warn } from "../platform/output.ts";
import { check, systemFiles, writeAll } from "../platform/system-files.ts";
import { SIGNAL } from "../supervise/signals.ts";
import { readOptions } from "./options.ts";
import { setUidGid } from "./setuidgid.ts";

const POLLIN = 1;
const POLLHUP = 16;
const CHUNK = 65_536;
/** A line without an end is written in parts of this size. */
const LONGEST_LINE = 1 << 20;
/** Milliseconds between two tries where nothing can be written. */
const RETRY = 500;

/**
 * `s6-log [-p] [-b] [-t] [-d FD] [-l LENGTH] DIRECTIVE...`: writes the lines it reads where the script says. TERM ends
 * it once all that has come is written; with `-p` only the end of its input does. ALRM puts every log aside.
 */
export function log(args: string[], name: string): number {
  const options = readOptions(args, "qvbptel:d:");
  if (!options) return fail(100, `${name}: usage: ${name} [-p] [-b] [-t] [-d FD] [-l LENGTH] DIRECTIVE...`);
  const directives = parseLogScript(options.rest);
  if (typeof directives === "string") return fail(100, `${name}: fatal: ${directives}`);
  const length = Number(options.flags.get("l") ?? 0) || LONGEST_LINE;
  try {
    const logger = new Logger(name, directives, length, options.flags.has("t"));
    const signals = check("signalfd", "", sys.signalfd());
    const ready = Number(options.flags.get("d") ?? 0);
    if (ready > 2) {
      sys.write(ready, "\n");
      sys.close(ready);
    }
    logger.run(signals, options.flags.has("p"));
    return 0;
  } catch (error) {
    return fail(111, `${name}: fatal: ${errorText(error)}`);
  }
}

/**
 * `logutil-service FOLDER`: logs into a folder by the script in S6_LOGGING_SCRIPT, as user nobody. It makes the folder,
 * and notifies on the descriptor in `./notification-fd`.
 */
export function logService(args: string[], name: string): number {
  const [folder] = args;
  if (folder === undefined || args.length > 1) return fail(100, `${name}: usage: ${name} FOLDER`);
  const script = splitWords(readVariable(systemFiles, "S6_LOGGING_SCRIPT") ?? DEFAULT_LOG_SCRIPT);
  const fd = systemFiles.read("notification-fd")?.trim();
  const command = ["s6-log", "-bp", ...(fd === undefined ? [] : ["-d", fd]), "--", ...script, folder];
  const nobody = sys.geteuid() === 0 ? findUser(systemFiles, "nobody") : undefined;
  try {
    systemFiles.makeFolder(folder);
    if (!nobody) return log(command.slice(1), "s6-log");
    for (const path of [folder, ...(systemFiles.list(folder) ?? []).map(file => `${folder}/${file}`)]) {
      systemFiles.chown(path, nobody.uid, nobody.gid);
    }
  } catch (error) {
    return fail(111, `${name}: fatal: ${errorText(error)}`);
  }
  return setUidGid(["nobody", ...command], name);
}

/** Reads lines and hands them to their places. */
class Logger {
  private readonly label: string;
  private readonly directives: readonly Directive[];
  private readonly longest: number;
  private readonly stampsAll: boolean;
  private readonly folders = new Map<Directive, LogFolder>();
  private rest = "";
  private ended = false;

  constructor(label: string, directives: readonly Directive[], longest: number, stampsAll: boolean) {
    this.label = label;
    this.directives = directives;
    this.longest = longest;
    this.stampsAll = stampsAll;
    const rename = (from: string, to: string) => void check("rename", from, sys.rename(from, to));
    for (const directive of directives) {
      if (directive.kind !== "act" || directive.action.kind !== "folder") continue;
      const { path, ...limits } = directive.action;
      this.folders.set(directive, new LogFolder(path, limits, { files: systemFiles, rename, now: Date.now }));
    }
  }

  run(signals: number, isProtected: boolean): void {
    let asked = false;
    while (!this.ended) {
      const [input = 0, signal = 0] = sys.poll([0, signals], [POLLIN, POLLIN], asked ? 0 : -1);
      if (signal !== 0) asked = this.heed(sys.readsignal(signals), isProtected) || asked;
      if ((input & (POLLIN | POLLHUP)) !== 0) this.pass();
      else if (asked && signal === 0) this.ended = true;
    }
    if (this.rest !== "") this.write(`${this.rest}\n`);
  }

  /** @returns whether it is to end */
  private heed(signal: number, isProtected: boolean): boolean {
    if (signal === SIGNAL.ALRM)
      for (const folder of this.folders.values()) this.insist(() => folder.rotate());
    return signal === SIGNAL.HUP || (signal === SIGNAL.TERM && !isProtected);
  }

  private pass(): void {
    const chunk = sys.read(0, CHUNK);
    if (chunk === "") this.ended = true;
    if (typeof chunk !== "string") return;
    const text = this.rest + chunk;
    const end = text.lastIndexOf("\n") + 1;
    this.rest = text.slice(end);
    if (end > 0) this.write(text.slice(0, end));
    if (this.rest.length < this.longest) return;
    this.write(`${this.rest}\n`);
    this.rest = "";
  }

  /** Writes whole lines, those of one place at once. */
  private write(text: string): void {
    const now = Date.now();
    const stamps = { none: "", tai64n: `${tai64n(now)} `, iso: `${isoTime(now)}  ` };
    const outputs = new Map<Directive, string>();
    for (const line of text.slice(0, -1).split("\n")) {
      for (const directive of actionsFor(this.directives, line)) {
        const stamp = `${this.stampsAll ? stamps.tai64n : ""}${stamps[directive.stamp]}`;
        const alert = directive.action.kind === "alert" ? `${this.label}: alert: ` : "";
        outputs.set(directive, `${outputs.get(directive) ?? ""}${alert}${stamp}${line}\n`);
      }
    }
    for (const [directive, lines] of outputs) {
      const folder = this.folders.get(directive);
      folder?.add(lines);
      if (folder) this.insist(() => folder.flush());
      else if (directive.kind === "act") writeAll(directive.action.kind === "out" ? 1 : 2, lines);
    }
  }

  /** Tries until it succeeds, unless it is the end: a full disk holds up whoever writes, and loses nothing. */
  private insist(work: () => void): void {
    for (let isFirst = true; ; isFirst = false) {
      try {
        work();
        return;
      } catch (error) {
        if (isFirst) warn(`${this.label}: warning: ${errorText(error)}`);
        if (this.ended) return;
        sys.poll([], [], RETRY);
      }
    }
  }
}

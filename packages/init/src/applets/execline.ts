import * as sys from "porthole-sys";
import { substitute, takeBlock } from "../execline/blocks.ts";
import { ExeclineError, parseExecline } from "../execline/parse.ts";
import { errnoText } from "../files/files.ts";
import { capture } from "../platform/capture.ts";
import { execProgram } from "../platform/exec.ts";
import { fail } from "../platform/output.ts";
import { systemFiles } from "../platform/system-files.ts";
import type { Applet } from "./applet.ts";
import { readOptions } from "./options.ts";

const O_RDONLY = 0;
const O_WRONLY = 1;
const O_RDWR = 2;
const O_CREAT = 0o100;
const O_EXCL = 0o200;
const O_TRUNC = 0o1000;
const O_APPEND = 0o2000;

/** The words of execline that run scripts and `up` files use. Source: skarnet.org, the page of each program. */
export const EXECLINE: ReadonlyMap<string, Applet> = new Map<string, Applet>([
  ["execlineb", execlineb],
  ["foreground", foreground],
  ["background", background],
  ["if", ifProgram],
  ["ifelse", ifElse],
  ["ifte", ifThenElse],
  ["importas", importAs],
  ["define", define],
  ["backtick", backtick],
  ["export", exportVariable],
  ["unexport", unexport],
  ["emptyenv", emptyEnvironment],
  ["exec", exec],
  ["redirfd", redirect],
  ["fdmove", moveDescriptor],
  ["fdclose", closeDescriptor],
  ["umask", umask],
]);

function become(name: string, argv: readonly string[], environment = sys.environ()): number {
  // A line may end with a block: then all is done.
  return argv.length === 0 ? 0 : execProgram(name, argv, environment);
}

function start(name: string, argv: readonly string[]): number {
  const pid = sys.fork();
  if (pid === 0) sys.exit(become(name, argv));
  return pid;
}

/** Exit status as a shell gives it. */
function runToEnd(name: string, argv: readonly string[]): number {
  const [, code, signal] = sys.waitpid(start(name, argv), 0);
  return signal > 0 ? 128 + signal : code;
}

function usage(name: string, text: string): number {
  return fail(100, `${name}: usage: ${name} ${text}`);
}

function withVariable(name: string, value: string | undefined): string[] {
  const rest = sys.environ().filter(entry => !entry.startsWith(`${name}=`));
  return value === undefined ? rest : [...rest, `${name}=${value}`];
}

/** `execlineb [-P] [-S N] [-c LINE | SCRIPT] [ARGUMENT...]`: runs an execline script. */
function execlineb(args: string[], name: string): number {
  const options = readOptions(args, "pPeqwWc:S:s:");
  if (!options) return usage(name, "[-P] [-S N] [-c LINE | SCRIPT] [ARGUMENT...]");
  const { flags, rest } = options;
  const given = flags.get("c");
  const file = given === undefined ? rest.shift() : undefined;
  const text = given ?? systemFiles.read(file ?? "");
  if (text === undefined) return fail(111, `${name}: fatal: unable to read ${file ?? "a script"}`);
  try {
    const argv = parseExecline(text);
    const positional = [file ?? name, ...rest];
    const count = flags.get("S") ?? flags.get("s");
    if (count !== undefined) return become(name, withPositional(argv, positional, Number(count)));
    if (flags.has("P")) return become(name, argv);
    const numbered = positional.map((value, index) => `${index}=${value}`);
    return become(name, argv, [...sys.environ(), `#=${rest.length}`, ...numbered]);
  } catch (error) {
    if (!(error instanceof ExeclineError)) throw error;
    return fail(100, `${name}: fatal: ${file ?? "line"}:${error.line}: ${error.message}`);
  }
}

function withPositional(argv: readonly string[], positional: readonly string[], count: number): string[] {
  const [, ...rest] = positional;
  let filled = substitute(argv, "#", [`${rest.length}`]);
  filled = substitute(filled, "@", rest.slice(count));
  for (let index = 0; index <= count; index++)
    filled = substitute(filled, `${index}`, [positional[index] ?? ""]);
  return filled;
}

function foreground(args: string[], name: string): number {
  const block = takeBlock(args);
  if (!block) return usage(name, "{ PROGRAM } PROGRAM...");
  const status = runToEnd(name, block.words);
  return become(name, block.rest, withVariable("?", `${status}`));
}

function background(args: string[], name: string): number {
  const options = readOptions(args, "d");
  const block = options ? takeBlock(options.rest) : undefined;
  if (!block) return usage(name, "[-d] { PROGRAM } PROGRAM...");
  return become(name, block.rest, withVariable("!", `${start(name, block.words)}`));
}

function ifProgram(args: string[], name: string): number {
  const options = readOptions(args, "Xntx:");
  const block = options ? takeBlock(options.rest) : undefined;
  if (!options || !block) return usage(name, "[-n] [-t] [-x CODE] { TEST } PROGRAM...");
  const isTrue = (runToEnd(name, block.words) === 0) !== options.flags.has("n");
  if (isTrue) return become(name, block.rest);
  return options.flags.has("t") ? 0 : Number(options.flags.get("x") ?? 1);
}

function ifElse(args: string[], name: string): number {
  const options = readOptions(args, "Xn");
  const test = options ? takeBlock(options.rest) : undefined;
  const then = test ? takeBlock(test.rest) : undefined;
  if (!options || !test || !then) return usage(name, "[-n] { TEST } { THEN } ELSE...");
  const isTrue = (runToEnd(name, test.words) === 0) !== options.flags.has("n");
  return become(name, isTrue ? then.words : then.rest);
}

function ifThenElse(args: string[], name: string): number {
  const options = readOptions(args, "Xn");
  const then = options ? takeBlock(options.rest) : undefined;
  const otherwise = then ? takeBlock(then.rest) : undefined;
  if (!options || !then || !otherwise) return usage(name, "[-n] { THEN } { ELSE } TEST...");
  const isTrue = (runToEnd(name, otherwise.rest) === 0) !== options.flags.has("n");
  return become(name, isTrue ? then.words : otherwise.words);
}

/** One value, or its words where that is asked for; `-n` drops one delimiter from the end. */
function valuesOf(value: string, flags: ReadonlyMap<string, string>): string[] {
  const delimiters = flags.get("d") ?? " \n\r\t";
  const text = flags.has("n") && delimiters.includes(value.at(-1) ?? "?") ? value.slice(0, -1) : value;
  if (!flags.has("s")) return [text];
  const words = [""];
  for (const c of text) {
    if (delimiters.includes(c)) words.push("");
    else words[words.length - 1] += c;
  }
  return flags.has("C") || flags.get("d") === undefined ? words.filter(word => word !== "") : words;
}

function importAs(args: string[], name: string): number {
  const options = readOptions(args, "iuSsCcnd:D:");
  const { flags, rest } = options ?? { flags: new Map<string, string>(), rest: [] };
  const [variable, source, ...program] = flags.has("S") ? [...rest.slice(0, 1), ...rest] : rest;
  if (variable === undefined || source === undefined) {
    return usage(name, "[-i | -D DEFAULT] [-u] [-s] VARIABLE NAME PROGRAM...");
  }
  const entry = sys.environ().find(text => text.startsWith(`${source}=`));
  if (entry === undefined && flags.has("i"))
    return fail(100, `${name}: fatal: variable ${source} is not set`);
  const value = entry?.slice(source.length + 1) ?? flags.get("D");
  const values = value === undefined ? [] : valuesOf(value, flags);
  const environment = flags.has("u") ? withVariable(source, undefined) : sys.environ();
  return become(name, substitute(program, variable, values), environment);
}

function define(args: string[], name: string): number {
  const options = readOptions(args, "sCcnd:");
  const [variable, value, ...program] = options?.rest ?? [];
  if (!options || variable === undefined || value === undefined)
    return usage(name, "[-s] VARIABLE VALUE PROGRAM...");
  return become(name, substitute(program, variable, valuesOf(value, options.flags)));
}

function backtick(args: string[], name: string): number {
  const options = readOptions(args, "iIxeEnsCcd:D:");
  const [variable, ...after] = options?.rest ?? [];
  const block = takeBlock(after);
  if (!options || variable === undefined || !block)
    return usage(name, "[-i] [-E] [-n] VARIABLE { PROGRAM } PROGRAM...");
  const { flags } = options;
  const { code, signal, output } = capture(block.words);
  if ((code !== 0 || signal !== 0) && flags.has("i"))
    return fail(1, `${name}: fatal: ${block.words[0] ?? ""} failed`);
  const value = code === 0 && signal === 0 ? output : (flags.get("D") ?? output);
  const chomped = flags.has("n") ? value.replace(/\n$/, "") : value;
  if (flags.has("E") || flags.has("e"))
    return become(name, substitute(block.rest, variable, valuesOf(chomped, flags)));
  return become(name, block.rest, withVariable(variable, chomped));
}

function exportVariable(args: string[], name: string): number {
  const [variable, value, ...program] = args;
  if (variable === undefined || value === undefined) return usage(name, "VARIABLE VALUE PROGRAM...");
  return become(name, program, withVariable(variable, value));
}

function unexport(args: string[], name: string): number {
  const [variable, ...program] = args;
  if (variable === undefined) return usage(name, "VARIABLE PROGRAM...");
  return become(name, program, withVariable(variable, undefined));
}

function emptyEnvironment(args: string[], name: string): number {
  const options = readOptions(args, "pPcoe");
  if (!options) return usage(name, "[-p] PROGRAM...");
  const kept = options.flags.has("p") ? sys.environ().filter(entry => entry.startsWith("PATH=")) : [];
  return become(name, options.rest, kept);
}

function exec(args: string[], name: string): number {
  const options = readOptions(args, "cla:");
  if (!options) return usage(name, "[-c] PROGRAM...");
  for (const flag of ["l", "a"]) {
    if (options.flags.has(flag)) return fail(100, `${name}: fatal: option -${flag} is not available`);
  }
  return become(name, options.rest, options.flags.has("c") ? [] : sys.environ());
}

function redirect(args: string[], name: string): number {
  const options = readOptions(args, "rwuaxnb");
  const [to, file, ...program] = options?.rest ?? [];
  const modes: Record<string, number> = {
    r: O_RDONLY,
    w: O_WRONLY | O_CREAT | O_TRUNC,
    u: O_RDWR,
    a: O_WRONLY | O_CREAT | O_APPEND,
    x: O_WRONLY | O_CREAT | O_EXCL,
  };
  const mode = Object.keys(modes).find(letter => options?.flags.has(letter));
  if (mode === undefined || file === undefined || !isDescriptor(to))
    return usage(name, "-r|-w|-u|-a|-x FD FILE PROGRAM...");
  const fd = sys.open(file, modes[mode] ?? O_RDONLY, 0o666);
  if (fd < 0) return fail(111, `${name}: fatal: unable to open ${file}: ${errnoText(-fd)}`);
  return place(name, fd, Number(to), false) ?? become(name, program);
}

function moveDescriptor(args: string[], name: string): number {
  const options = readOptions(args, "c");
  const [to, from, ...program] = options?.rest ?? [];
  if (!options || !isDescriptor(to) || !isDescriptor(from)) return usage(name, "[-c] TO FROM PROGRAM...");
  return place(name, Number(from), Number(to), options.flags.has("c")) ?? become(name, program);
}

function closeDescriptor(args: string[], name: string): number {
  const [fd, ...program] = args;
  if (!isDescriptor(fd)) return usage(name, "FD PROGRAM...");
  sys.close(Number(fd));
  return become(name, program);
}

/** Has a descriptor under another number. @returns an exit code where that fails */
function place(name: string, from: number, to: number, keep: boolean): number | undefined {
  if (from === to) {
    sys.setcloexec(to, 0);
    return undefined;
  }
  const result = sys.dup2(from, to);
  if (result < 0) return fail(111, `${name}: fatal: unable to use descriptor ${from}: ${errnoText(-result)}`);
  if (!keep) sys.close(from);
  return undefined;
}

function umask(args: string[], name: string): number {
  const [mask = "", ...program] = args;
  if (!/^[0-7]{1,4}$/.test(mask)) return usage(name, "MASK PROGRAM...");
  sys.umask(Number.parseInt(mask, 8));
  return become(name, program);
}

function isDescriptor(text: string | undefined): boolean {
  return text !== undefined && /^\d{1,4}$/.test(text);
}

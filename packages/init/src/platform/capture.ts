import * as sys from "porthole-sys";
import { SystemError } from "../files/files.ts";
import type { Exit } from "../supervise/process.ts";
import { findProgram } from "./find-program.ts";
import { systemFiles, writeAll } from "./system-files.ts";

const EINTR = 4;

/**
 * Runs a program to its end and returns how it ended and what it wrote on standard output: 127 where it does not exist.
 *
 * @param input what it reads, less than a pipe holds (64 KiB); the caller's own input when left out
 */
export function capture(argv: readonly string[], input?: string): Exit & { output: string } {
  const env = sys.environ();
  const program = findProgram(systemFiles, argv[0] ?? "", env);
  if (program === undefined) return { code: 127, signal: 0, output: "" };
  const ends = sys.pipe();
  if (typeof ends === "number") throw new SystemError("pipe", "", -ends);
  const [from, to] = ends;
  const mask = sys.umask(0o022);
  sys.umask(mask);
  const stdin = input === undefined ? 0 : inputPipe(input);
  const pid = sys.spawn(program, [...argv], env, ".", stdin, to, 2, -1, -1, mask, false, -1, -1);
  sys.close(to);
  if (stdin > 0) sys.close(stdin);
  let output = "";
  for (;;) {
    const part = pid < 0 ? "" : sys.read(from, 65536);
    if (part === -EINTR) continue;
    if (typeof part === "number" || part === "") break;
    output += part;
  }
  sys.close(from);
  if (pid < 0) return { code: 126, signal: 0, output: "" };
  const [, code, signal] = sys.waitpid(pid, 0);
  return { code, signal, output };
}

/** The reading end of a pipe that holds a text. */
function inputPipe(text: string): number {
  const ends = sys.pipe();
  if (typeof ends === "number") throw new SystemError("pipe", "", -ends);
  writeAll(ends[1], text);
  sys.close(ends[1]);
  return ends[0];
}

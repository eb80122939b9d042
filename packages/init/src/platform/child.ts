import * as sys from "porthole-sys";
import { errnoText } from "../files/files.ts";
import type { Command, Exit } from "../supervise/process.ts";
import type { Routine } from "../supervise/routine.ts";
import { findProgram } from "./find-program.ts";
import { warn } from "./output.ts";
import { systemFiles } from "./system-files.ts";

/** Runs a routine to its end outside the init; output goes to this process's own. */
export function runRoutine(routine: Routine): number {
  let step = routine.next();
  while (!step.done) step = routine.next(runChild(step.value));
  return step.value;
}

/** Runs a program and waits for it: 127 where it does not exist, 126 where it cannot be executed. */
export function runChild(command: Command): Exit {
  const env = command.env ?? sys.environ();
  const [name = ""] = command.argv;
  const program = findProgram(systemFiles, name, env);
  if (program === undefined) return { code: 127, signal: 0 };
  const mask = sys.umask(0o022);
  sys.umask(mask);
  const cwd = command.cwd ?? ".";
  const pid = sys.spawn(program, [...command.argv], [...env], cwd, 0, 1, 2, -1, -1, mask, false, -1, -1);
  if (pid < 0) {
    warn(`${name}: ${errnoText(-pid)}`);
    return { code: pid === -2 ? 127 : 126, signal: 0 };
  }
  const [, code, signal] = sys.waitpid(pid, 0);
  return { code, signal };
}

import * as sys from "porthole-sys";
import { errnoText } from "../files/files.ts";
import { findProgram } from "./find-program.ts";
import { fail, warn } from "./output.ts";
import { systemFiles } from "./system-files.ts";

const ENOENT = 2;
const E2BIG = 7;
const NOT_EXECUTABLE = 126;
const NOT_FOUND = 127;

/**
 * Becomes another program. Returns only where that fails, with the exit code for it, having said why.
 *
 * Where the environment is too large as a whole, its largest variables are left out, each named.
 */
export function execProgram(label: string, argv: readonly string[], environment: readonly string[]): number {
  const [name] = argv;
  if (name === undefined) return fail(100, `${label}: usage: ${label} ... PROGRAM [ARGUMENT...]`);
  const program = findProgram(systemFiles, name, environment);
  let error = ENOENT;
  let rest = [...environment];
  while (program !== undefined) {
    error = -sys.execve(program, [...argv], rest);
    if (error !== E2BIG || rest.length === 0) break;
    const largest = rest.reduce((a, b) => (b.length > a.length ? b : a));
    warn(`${label}: the environment is too large for ${name}; leaving out ${largest.split("=")[0]}`);
    rest = rest.filter(entry => entry !== largest);
  }
  const code = error === ENOENT ? NOT_FOUND : NOT_EXECUTABLE;
  return fail(code, `${label}: fatal: unable to exec ${name}: ${errnoText(error)}`);
}

import * as sys from "porthole-sys";
import { errnoText } from "../files/files.ts";
import { execProgram } from "../platform/exec.ts";
import { fail } from "../platform/output.ts";

/** `cd FOLDER PROGRAM...`: runs a program in a folder. */
export function cd(args: string[]): number {
  const [folder, ...program] = args;
  if (folder === undefined) return fail(100, "cd: usage: cd FOLDER PROGRAM [ARGUMENT...]");
  const result = sys.chdir(folder);
  if (result < 0) return fail(111, `cd: fatal: unable to change to ${folder}: ${errnoText(-result)}`);
  return execProgram("cd", program, sys.environ());
}

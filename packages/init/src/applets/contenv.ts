import * as sys from "porthole-sys";
import { ENVIRONMENT_FOLDER, loadEnvironment, readVariable } from "../env/container-environment.ts";
import { execProgram } from "../platform/exec.ts";
import { fail, print } from "../platform/output.ts";
import { systemFiles } from "../platform/system-files.ts";

/** `with-contenv PROGRAM [ARGUMENT...]`: runs a program with the container's environment, and no other. */
export function withContenv(args: string[]): number {
  const current = sys.environ();
  if (!systemFiles.list(ENVIRONMENT_FOLDER)) return execProgram("with-contenv", args, current);
  const environment = loadEnvironment(systemFiles);
  const path = current.find(entry => entry.startsWith("PATH="));
  const hasPath = environment.some(entry => entry.startsWith("PATH="));
  return execProgram("with-contenv", args, hasPath || !path ? environment : [...environment, path]);
}

/** `printcontenv NAME`: prints one variable of the container's environment; 1 where it is unset. */
export function printContenv(args: string[]): number {
  const [name] = args;
  if (name === undefined || args.length > 1) return fail(100, "printcontenv: usage: printcontenv NAME");
  const value = readVariable(systemFiles, name);
  if (value === undefined) return 1;
  print(value);
  return 0;
}

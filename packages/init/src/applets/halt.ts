import { fail } from "../platform/output.ts";
import { sendControl } from "./control-line.ts";

/** Exit code of a stop that asks for more than a container can do, as after the signals INT and USR1. */
const OTHER_STOP = 111;

/** `halt`, `poweroff`, `reboot` of /run/s6/basedir/bin: stops the container in order. */
export function halt(_args: string[], name: string): number {
  const problem = sendControl(`stop ${name === "halt" ? 0 : OTHER_STOP}`);
  return problem === undefined ? 0 : fail(111, `${name}: fatal: ${problem}`);
}

/** `s6-svscanctl -OPTIONS FOLDER`: the options that end the supervisor stop the container; the others have nothing to do. */
export function svscanctl(args: string[], name: string): number {
  const options = args.filter(arg => arg.startsWith("-")).join("");
  return /[tqb67si]/.test(options)
    ? halt([], "halt")
    : args.length > 0
      ? 0
      : fail(100, `${name}: usage: ${name} -OPTIONS FOLDER`);
}

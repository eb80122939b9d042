import { execInteractive } from "@porthole/engine";
import { findRunning } from "@porthole/fleet";
import { openFleet } from "../context.ts";

/** Options of `porthole exec`. */
export type ExecFlags = { user?: string; env?: string[]; cwd?: string };

/** bash where the image has it. */
const SHELL = ["/bin/sh", "-c", "if command -v bash >/dev/null; then exec bash; else exec sh; fi"];

/** What to run: the words given, without the `--` that may stand before them, or a shell. */
export function commandWords(words: readonly string[]): string[] {
  const command = words[0] === "--" ? words.slice(1) : [...words];
  return command.length > 0 ? command : SHELL;
}

/** Runs a command in an app's container; its exit code becomes ours. */
export async function runExec(name: string, command: readonly string[], flags: ExecFlags): Promise<void> {
  const fleet = await openFleet();
  const app = await findRunning(fleet, name);
  const { stdin, stdout, stderr } = process;
  process.exitCode = await execInteractive(
    fleet.engine,
    app.container.id,
    commandWords(command),
    { stdin, stdout, stderr },
    {
      env: [...(process.env.TERM ? [`TERM=${process.env.TERM}`] : []), ...(flags.env ?? [])],
      ...(flags.user === undefined ? {} : { user: flags.user }),
      ...(flags.cwd === undefined ? {} : { cwd: flags.cwd }),
    },
  );
}

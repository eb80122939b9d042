import { spawn } from "node:child_process";
import { homedir } from "node:os";
import { join, resolve } from "node:path";

/** Root of the repository. */
export const REPOSITORY = resolve(import.meta.dirname, "../../../..");
/** The program, as the launcher starts it. */
export const MAIN = resolve(import.meta.dirname, "../main.ts");

/** What a run of the program left. */
export type Run = { code: number; stdout: string; stderr: string };

/** Runs the real program without a terminal, colours or consent. Variables in `env` win; undefined unsets one. */
export async function porthole(
  words: readonly string[],
  env: Record<string, string | undefined> = {},
): Promise<Run> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    env: plainEnv(env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out = { stdout: "", stderr: "" };
  child.stdout.setEncoding("utf8").on("data", (text: string) => (out.stdout += text));
  child.stderr.setEncoding("utf8").on("data", (text: string) => (out.stderr += text));
  const { promise, resolve: done, reject } = Promise.withResolvers<number>();
  child.once("error", reject);
  child.once("close", code => done(code ?? -1));
  return { code: await promise, ...out };
}

/** This process's environment without what would colour or change the answers. */
export function plainEnv(env: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  const { NO_COLOR: _, FORCE_COLOR: _f, CI: _c, PORTHOLE_YES: _y, ...rest } = process.env;
  // As the launcher does; a third of each run is spent on compiling otherwise.
  const cache = join(rest.XDG_CACHE_HOME || join(homedir(), ".cache"), "porthole");
  return { ...rest, NODE_COMPILE_CACHE: cache, ...env };
}

import { spawn } from "node:child_process";
import { join } from "node:path";

/** Root of the project. */
export const ROOT = join(import.meta.dirname, "..");

/** Runs a program to its end and gives the seconds it took. @throws where it exits other than 0. */
export async function timed(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<number> {
  const began = performance.now();
  await output(command, args, env);
  return (performance.now() - began) / 1000;
}

/** Runs a program to its end and gives its standard output. @throws where it exits other than 0. */
export function output(
  command: string,
  args: readonly string[],
  env: NodeJS.ProcessEnv = {},
): Promise<string> {
  const child = spawn(command, args, {
    cwd: ROOT,
    env: { ...process.env, ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("close", code => {
      if (code === 0) {
        resolve(Buffer.concat(out).toString());
      } else {
        reject(
          new Error(
            `${command} ${args.join(" ")} exited ${code}: ${Buffer.concat(err).toString().slice(-2000)}`,
          ),
        );
      }
    });
  });
}

/** The project's own command. */
export const PORTHOLE = join(ROOT, "porthole");

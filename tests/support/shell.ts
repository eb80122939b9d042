import { execFile } from "node:child_process";
import { promisify } from "node:util";

const run = promisify(execFile);

/** Runs a program and gives what it printed, trimmed. @throws where it exits other than 0. */
export async function capture(command: string, ...args: string[]): Promise<string> {
  const { stdout } = await run(command, args, { maxBuffer: 64 << 20 });
  return stdout.trim();
}

/** Runs one shell line in a fresh container of an image, past its init, and gives what it printed. */
export function inImage(image: string, line: string): Promise<string> {
  return capture("docker", "run", "--rm", "--entrypoint", "/bin/sh", image, "-c", line);
}

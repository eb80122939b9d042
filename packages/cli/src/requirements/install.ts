import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { PortholeError } from "@porthole/contract";
import type { Progress } from "../progress.ts";

/** The commands that install Debian packages, as a person would type them. */
export function packageCommands(asRoot: readonly string[], packages: readonly string[]): string[] {
  return aptCalls(asRoot, packages).map(call => call.join(" "));
}

/** Installs Debian packages. @throws PortholeError `install-failed` */
export async function installPackages(
  asRoot: readonly string[],
  packages: readonly string[],
  progress: Progress,
): Promise<void> {
  progress.start("install", `Installing ${packages.join(", ")}`);
  for (const call of aptCalls(asRoot, packages)) {
    await run(call, line => progress.detail("install", line));
  }
  progress.end("install");
}

function aptCalls(asRoot: readonly string[], packages: readonly string[]): string[][] {
  return [
    [...asRoot, "apt-get", "update"],
    [
      ...asRoot,
      "env",
      "DEBIAN_FRONTEND=noninteractive",
      "apt-get",
      "install",
      "--yes",
      "--no-install-recommends",
      ...packages,
    ],
  ];
}

/** Runs a command that changes the machine. @throws PortholeError `install-failed` */
export async function runAsRoot(call: readonly string[]): Promise<void> {
  await run(call, () => undefined);
}

async function run(call: readonly string[], onLine: (line: string) => void): Promise<void> {
  const [file = "", ...args] = call;
  const last: string[] = [];
  // Standard input stays the person's: sudo may ask for a password.
  const child = spawn(file, args, { stdio: ["inherit", "pipe", "pipe"] });
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on("line", line => {
      last.push(line);
      last.splice(0, last.length - 12);
      onLine(line);
    });
  }
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once("error", reject);
  child.once("close", resolve);
  const code = await promise;
  if (code !== 0) {
    throw new PortholeError({
      kind: "outside",
      id: "install-failed",
      what: `${call.join(" ")} failed with exit code ${code}.`,
      why: last.join("\n"),
      todo: "Put right what it complains about, then repeat the command.",
    });
  }
}

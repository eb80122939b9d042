import type { Files } from "../files/files.ts";

/** The file that a command name leads to: itself where it holds a slash, else the first match on PATH. */
export function findProgram(files: Files, name: string, environment: readonly string[]): string | undefined {
  if (name.includes("/")) return name;
  const path = environment.find(entry => entry.startsWith("PATH="))?.slice("PATH=".length) ?? "/usr/bin:/bin";
  return path
    .split(":")
    .map(folder => `${folder || "."}/${name}`)
    .find(candidate => files.stat(candidate)?.kind === "file" && files.executable(candidate));
}

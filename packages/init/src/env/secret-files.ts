import type { Files } from "../files/files.ts";
import { ENVIRONMENT_FOLDER, fits, readVariable, writeVariable } from "./container-environment.ts";

const MARK = "FILE__";

/**
 * Gives every `FILE__NAME` its variable: the bytes of the file it points to become `NAME`.
 *
 * @returns the lines for the log
 */
export function readSecretFiles(files: Files): string[] {
  const lines: string[] = [];
  for (const variable of files.list(ENVIRONMENT_FOLDER) ?? []) {
    if (!variable.startsWith(MARK)) continue;
    const name = variable.split(MARK).join("");
    const path = readVariable(files, variable) ?? "";
    const secret = files.stat(path)?.kind === "file" ? files.read(path) : undefined;
    if (secret === undefined || name === "") {
      lines.push(`[env-init] cannot find secret in ${variable}`);
      continue;
    }
    if (secret.endsWith("\n")) {
      lines.push(`[env-init] Your secret: ${variable}`);
      lines.push("           contains a trailing newline and may not work as expected");
    }
    writeVariable(files, name, secret);
    lines.push(`[env-init] ${name} set from ${variable}`);
    if (!fits(name, secret)) {
      const size = `${secret.length} bytes`;
      lines.push(
        `[env-init] ${name} is too large to be handed to a program (${size}); programs start without it`,
      );
    }
  }
  return lines;
}

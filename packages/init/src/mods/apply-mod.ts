import * as sys from "porthole-sys";
import { readVariable } from "../env/container-environment.ts";
import { capture } from "../platform/capture.ts";
import { findProgram } from "../platform/find-program.ts";
import { print } from "../platform/output.ts";
import { systemFiles as files } from "../platform/system-files.ts";
import { compressionOf, testCommand, unpackCommand } from "./unpack.ts";

/** What is to be applied: the archives in their order, and the file that will say so. */
export type ReadyMod = { label: string; archives: string[]; marker: string; digest: string };

/** Lays a mod over the root, unless one of its archives cannot be read. */
export function applyMod(mod: ReadyMod): void {
  if (readVariable(files, "MODMANAGER_MODONLY") !== undefined) return;
  print(`[mod-init] Installing ${mod.label}`);
  const archives = mod.archives.map(file => ({ file, compression: compressionOf(firstBytes(file)) }));
  if (archives.some(({ compression }) => compression === "zstd") && isMissing("zstd")) {
    print(`[mod-init] (ERROR) ${mod.label} is compressed with zstd, which is not in this image, skipping`);
    return;
  }
  for (const { file, compression } of archives) {
    if (capture(testCommand(file, compression)).code === 0) continue;
    print(`[mod-init] (ERROR) Invalid tarball for ${mod.label}, skipping`);
    return;
  }
  for (const { file, compression } of archives) {
    const { code } = capture(unpackCommand(file, compression, "/"));
    if (code === 0) continue;
    print(
      `[mod-init] (ERROR) ${mod.label} could not be unpacked as a whole: tar ended with exit code ${code}`,
    );
    return;
  }
  files.replace(`/${mod.marker}`, `${mod.digest}\n`, 0o644);
  print(`[mod-init] ${mod.label} applied to container`);
}

/** SHA-256 of a file in hexadecimal digits. */
export function hashOf(path: string): string | undefined {
  return /^[0-9a-f]{64}/.exec(capture(["sha256sum", "--", path]).output)?.[0];
}

function firstBytes(path: string): string {
  const fd = sys.open(path, 0, 0);
  if (fd < 0) return "";
  const bytes = sys.read(fd, 4);
  sys.close(fd);
  return typeof bytes === "string" ? bytes : "";
}

/** Whether a program is not in this image. */
export function isMissing(program: string): boolean {
  return findProgram(files, program, sys.environ()) === undefined;
}

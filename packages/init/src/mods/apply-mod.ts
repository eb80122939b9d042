import * as sys from "porthole-sys";
import { readVariable } from "../env/container-environment.ts";
import { capture } from "../platform/capture.ts";
import { findProgram } from "../platform/find-program.ts";
import { errorText, print } from "../platform/output.ts";
import { check, systemFiles as files } from "../platform/system-files.ts";
import { layOver } from "./lay-over.ts";
import { compressionOf, unpackCommands } from "./unpack.ts";

/** What is to be applied: the archives in their order, and the file that will say so. */
export type ReadyMod = { label: string; archives: string[]; marker: string; digest: string };

/** On the same disk as what it is laid over as a rule, so that files need not be copied. */
const SCRATCH = "/.porthole-mod";
const EBUSY = 16;
const EXDEV = 18;

/** Lays a mod over the root, unless one of its archives cannot be read: then none of it. */
export function applyMod(mod: ReadyMod): void {
  if (readVariable(files, "MODMANAGER_MODONLY") !== undefined) return;
  print(`[mod-init] Installing ${mod.label}`);
  try {
    files.remove(SCRATCH);
    const trees = mod.archives.map((file, index) => unpack(mod.label, file, `${SCRATCH}/${index}`));
    if (trees.some(tree => tree === undefined)) return;
    for (const tree of trees) if (tree !== undefined) layOver(files, tree, "", move);
    files.replace(`/${mod.marker}`, `${mod.digest}\n`, 0o644);
    print(`[mod-init] ${mod.label} applied to container`);
  } catch (error) {
    print(`[mod-init] (ERROR) ${mod.label} could not be applied as a whole: ${errorText(error)}`);
  } finally {
    files.remove(SCRATCH);
  }
}

/** @returns the folder that holds what was in the archive; undefined where it cannot be read, having said so */
function unpack(label: string, file: string, folder: string): string | undefined {
  const compression = compressionOf(firstBytes(file));
  if (compression === "zstd" && isMissing("zstd")) {
    print(`[mod-init] (ERROR) ${label} is compressed with zstd, which is not in this image, skipping`);
    return undefined;
  }
  files.makeFolder(folder, 0o700);
  if (unpackCommands(file, compression, folder, `${folder}.tar`).every(argv => capture(argv).code === 0)) {
    files.remove(`${folder}.tar`);
    return folder;
  }
  print(`[mod-init] (ERROR) Invalid tarball for ${label}, skipping`);
  return undefined;
}

function move(from: string, to: string): void {
  const result = sys.rename(from, to);
  if (result === -EXDEV) copy(["cp", "-a", from, to], to);
  // A file mounted into the container cannot be renamed over.
  else if (result === -EBUSY) copy(["cp", from, to], to);
  else check("rename", to, result);
}

function copy(argv: string[], to: string): void {
  if (capture(argv).code !== 0) throw new Error(`${to} cannot be written`);
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

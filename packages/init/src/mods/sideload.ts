import { capture } from "../platform/capture.ts";
import { print } from "../platform/output.ts";
import { systemFiles } from "../platform/system-files.ts";
import { applyMod, hashOf } from "./apply-mod.ts";

const FOLDER = "/mods";

/** Applies a mod from /mods: `NAME.tar`, or the folder `NAME`. */
export function sideload(name: string, scratch: string): void {
  const files = systemFiles;
  const path = `${FOLDER}/${name}`;
  const isFolder = files.stat(path)?.kind === "directory";
  if (name.includes("/") || (!isFolder && !files.stat(`${path}.tar`))) {
    print(`[mod-init] (ERROR) ${name} not found in ${FOLDER}, skipping`);
    return;
  }
  const archive = isFolder ? `${scratch}/local.tar` : `${path}.tar`;
  if (isFolder) capture(["tar", "-c", "-f", archive, "-C", path, "."]);
  const digest = `sha256:${hashOf(archive)}`;
  const marker = `${name}.local`;
  if (files.read(`/${marker}`)?.trim() === digest) {
    print(`[mod-init] ${name} at ${digest} has been previously applied, skipping`);
    return;
  }
  print(`[mod-init] Installing ${name} from ${isFolder ? `${path}/` : archive}`);
  applyMod({ label: name, archives: [archive], marker, digest });
}

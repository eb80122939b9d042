import { readVariable } from "../env/container-environment.ts";
import type { Files } from "../files/files.ts";
import { systemFiles } from "../platform/system-files.ts";
import { MOD_CACHE } from "./mod-cache.ts";
import type { ModReference } from "./reference.ts";
import type { Transport } from "./transport.ts";

const ADDRESS = "https://raw.githubusercontent.com/linuxserver/docker-mods/master/blacklist.txt";
const LIST = `${MOD_CACHE}/blacklist.txt`;
/** Has the newest list of banned publishers in the cache; without an answer within `limit` milliseconds the older one stays. */
export function fetchBanList(folder: string, transport: Transport, limit: number): void {
  const files = systemFiles;
  files.makeFolder(folder, 0o700);
  const url = readVariable(files, "DOCKER_MODS_BAN_LIST") ?? ADDRESS;
  const output = `${folder}/list`;
  const { status } = transport.get(
    { url, accept: undefined, output, limits: () => ({ connect: limit, all: limit }) },
    "",
  );
  const text = status === 200 ? files.read(output) : undefined;
  if (text !== undefined) files.replace(LIST, text, 0o644);
}

/** Whether the publisher of a mod, or the mod itself, is on the list. */
export function banned(files: Files, reference: ModReference): boolean {
  const names = [reference.path.split("/")[0] ?? "", reference.path];
  const lines = (files.read(LIST) ?? "").split("\n").map(line => line.trim().toLowerCase());
  return lines.some(line => line !== "" && !line.startsWith("#") && names.includes(line));
}

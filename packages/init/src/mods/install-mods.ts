import * as sys from "porthole-sys";
import { readVariable } from "../env/container-environment.ts";
import { isOn } from "../env/settings.ts";
import { capture } from "../platform/capture.ts";
import { errorText, print } from "../platform/output.ts";
import { check, systemFiles } from "../platform/system-files.ts";
import { applyMod, hashOf, isMissing } from "./apply-mod.ts";
import { banned, fetchBanList } from "./ban-list.ts";
import { findCredentials } from "./credentials.ts";
import { type FetchedMod, fetchMod } from "./fetch-mod.ts";
import { architectureName } from "./manifest.ts";
import { blobFile, MOD_CACHE, readCachedMod } from "./mod-cache.ts";
import { type PatienceKind, shortLimit } from "./patience.ts";
import { type ModReference, parseModReference, splitMods } from "./reference.ts";
import { sideload } from "./sideload.ts";
import { Transport } from "./transport.ts";

/** Private to this run. */
const SCRATCH = "/run/porthole/mods";
/** Seconds that a credential helper has for its answer. */
const HELPER_LIMIT = "5";
const files = systemFiles;

/**
 * `porthole-init mods`: downloads the mods of DOCKER_MODS, all at once, and lays them over the root one after the
 * other. A mod that cannot be had or does not verify is skipped with the reason. Always 0: no mod stops a container.
 */
export function installMods(): number {
  const labels = splitMods(readVariable(files, "DOCKER_MODS") ?? "");
  const folder = `${SCRATCH}/${sys.getpid()}`;
  try {
    files.makeFolder(folder, 0o700);
    if (isTrue("DOCKER_MODS_SIDELOAD")) {
      print("[mod-init] Running Local Docker Modification Logic");
      for (const label of labels) sideload(label, folder);
    } else {
      print("[mod-init] Running Docker Modification Logic");
      fromRegistries(labels, folder);
    }
  } catch (error) {
    print(`[mod-init] (ERROR) ${errorText(error)}`);
  } finally {
    files.remove(folder);
  }
  return 0;
}

function fromRegistries(labels: readonly string[], folder: string): void {
  const references = labels.flatMap(label => {
    const reference = parseModReference(label, isTrue("DOCKER_MODS_FORCE_REGISTRY"));
    if (typeof reference !== "string") return [reference];
    print(`[mod-init] (ERROR) ${label} is no name of a mod: ${reference}, skipping`);
    return [];
  });
  if (["curl", "tar", "sha256sum"].some(isMissing)) {
    print(
      "[mod-init] (ERROR) curl, tar and sha256sum are needed for mods and not all in this image, skipping",
    );
    return;
  }
  for (const { label } of references) print(`[mod-init] Adding ${label} to container`);
  files.makeFolder(MOD_CACHE);
  const strangers = references.some(({ path }) => !path.startsWith("linuxserver/"));
  const isCached = references.every(reference => readCachedMod(files, reference) !== undefined);
  const limit = shortLimit(isCached ? "cached" : "absent");
  const list = strangers
    ? inBackground(() => fetchBanList(`${folder}/ban`, transport(`${folder}/ban`), limit))
    : undefined;
  const jobs = references.map((reference, index) => {
    const scratch = `${folder}/${index}`;
    return { reference, scratch, pid: inBackground(() => fetchInto(reference, scratch)) };
  });
  const late: ModReference[] = [];
  if (list !== undefined) sys.waitpid(list, 0);
  for (const { reference, scratch, pid } of jobs) {
    sys.waitpid(pid, 0);
    const { lines, mod, late: isLate } = readResult(`${scratch}/result`);
    for (const line of lines) print(line);
    if (isLate) late.push(reference);
    if (!mod || isBanned(reference)) continue;
    const archives = mod.layers.map(layer => blobFile(layer.digest));
    applyMod({ label: reference.label, archives, marker: reference.marker, digest: mod.digest });
  }
  if (late.length > 0) inBackground(() => late.forEach(refresh));
}

/** Asks a registry that took too long again, so that the next start finds in the cache what this one could not wait for. */
function refresh(reference: ModReference): void {
  const folder = `${SCRATCH}/${sys.getpid()}`;
  const before = readCachedMod(files, reference)?.digest;
  try {
    files.makeFolder(folder, 0o700);
    fetchReference(reference, folder, "background");
    const after = readCachedMod(files, reference)?.digest;
    if (after === before) return;
    print(`[mod-init] ${reference.label} at ${after} was downloaded, and is applied at the next start`);
  } finally {
    files.remove(folder);
  }
}

function isBanned(reference: ModReference): boolean {
  if (!banned(files, reference)) return false;
  if (isOn(files, "RUN_BANNED_MODS")) {
    print(
      `[mod-init] ${reference.label} is banned from use due to reported abuse, and applied all the same (RUN_BANNED_MODS)`,
    );
    return false;
  }
  print(`[mod-init] ${reference.label} is banned from use due to reported abuse, skipping mod`);
  return true;
}

function fetchInto(reference: ModReference, folder: string): void {
  files.makeFolder(folder, 0o700);
  files.replace(`${folder}/result`, JSON.stringify(fetchReference(reference, folder)), 0o600);
}

function fetchReference(reference: ModReference, folder: string, patience?: PatienceKind): FetchedMod {
  return fetchMod(reference, {
    files,
    folder,
    transport: transport(folder),
    hash: hashOf,
    rename: (from, to) => check("rename", from, sys.rename(from, to)),
    architecture: architectureName(capture(["uname", "-m"]).output.trim()),
    partFile: `${MOD_CACHE}/.part-${(files.read("/etc/hostname") ?? "").trim()}-${sys.getpid()}`,
    now: () => sys.clock(),
    ...(patience === undefined ? {} : { patience }),
    debug: isTrue("DOCKER_MODS_DEBUG"),
  });
}

function readResult(file: string): FetchedMod {
  const text = files.read(file);
  if (text !== undefined) return JSON.parse(text) as FetchedMod;
  const lines = ["[mod-init] (ERROR) the download ended without a result, skipping"];
  return { lines, mod: undefined, late: false };
}

function transport(folder: string): Transport {
  const machine = capture(["uname", "-m"]).output.trim();
  return new Transport({
    files,
    folder,
    run: argv => capture(argv).output,
    credentials: host => {
      const found = findCredentials(
        { files, variable: name => readVariable(files, name), run: runHelper },
        host,
      );
      debug(`${found ? "there are" : "there are no"} credentials for ${host}`);
      return found;
    },
    userAgent: `Mozilla/5.0 (Linux ${machine}) porthole`,
    verbose: isTrue("DOCKER_MODS_DEBUG_CURL"),
  });
}

function runHelper(argv: readonly string[], input: string): string | undefined {
  const { code, signal, output } = capture(["timeout", HELPER_LIMIT, ...argv], input);
  debug(`${argv.join(" ")} for ${input}: exit code ${signal === 0 ? code : 128 + signal}`);
  return code === 0 && signal === 0 ? output : undefined;
}

/** A line for whoever looks for what goes wrong, with DOCKER_MODS_DEBUG. */
function debug(line: string): void {
  if (isTrue("DOCKER_MODS_DEBUG")) print(`[mod-init] (DEBUG) ${line}`);
}

/** Runs work in a process of its own. @returns its id */
function inBackground(work: () => void): number {
  const pid = sys.fork();
  if (pid !== 0) return check("fork", "", pid);
  try {
    work();
  } catch (error) {
    print(`[mod-init] (ERROR) ${errorText(error)}`);
  }
  sys.exit(0);
}

function isTrue(name: string): boolean {
  return readVariable(files, name)?.toLowerCase() === "true";
}

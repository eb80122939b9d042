import type { Files } from "../files/files.ts";
import { type Layer, parseObject } from "./manifest.ts";
import type { ModReference } from "./reference.ts";

/** Folder of everything downloaded; it may be a volume that containers share. */
export const MOD_CACHE = "/modcache";
const BLOBS = `${MOD_CACHE}/blobs`;

/** What stood behind a reference when it was last asked for. */
export type CachedMod = { digest: string; layers: Layer[] };

/** The file that holds an archive of that digest. */
export function blobFile(digest: string): string {
  return `${BLOBS}/${digest.replace(":", "-")}`;
}

/** What is cached for a reference; undefined where an archive is missing. */
export function readCachedMod(files: Files, reference: ModReference): CachedMod | undefined {
  const value = parseObject(files.read(recordFile(reference)) ?? "");
  if (typeof value?.digest !== "string" || !Array.isArray(value.layers)) return undefined;
  const layers = (value.layers as unknown[]).map(digest => ({ digest: String(digest) }));
  return layers.every(layer => files.stat(blobFile(layer.digest)))
    ? { digest: value.digest, layers }
    : undefined;
}

/** Keeps what stands behind a reference; archives that no reference needs any more are removed. @throws SystemError */
export function writeCachedMod(files: Files, reference: ModReference, mod: CachedMod): void {
  const old = readCachedMod(files, reference);
  const text = JSON.stringify({ digest: mod.digest, layers: mod.layers.map(layer => layer.digest) });
  files.replace(recordFile(reference), `${text}\n`, 0o644);
  const records = (files.list(MOD_CACHE) ?? []).filter(name => name.endsWith(".json"));
  const all = records.map(name => files.read(`${MOD_CACHE}/${name}`) ?? "").join("");
  for (const { digest } of old?.layers ?? []) if (!all.includes(digest)) files.remove(blobFile(digest));
}

function recordFile(reference: ModReference): string {
  return `${MOD_CACHE}/${reference.host.replace(/[^a-z0-9.-]/g, "_")}.${reference.marker}.json`;
}

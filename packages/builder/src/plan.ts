import { join } from "node:path";
import type { ComponentName, Manifest } from "@porthole/contract";
import { type Catalog, type CatalogEntry, lineage } from "./catalog.ts";
import { componentHash, componentPlace } from "./components.ts";
import { bootstrapInputs } from "./debian.ts";
import { digest, short } from "./digest.ts";
import { hashTree, readTree } from "./file-tree.ts";
import { imageConfig } from "./image-config.ts";
import { systemInputs } from "./system-layer.ts";
import { toolchainTag } from "./toolchain.ts";

/** Raised when the way an image is put together changes, so that everything is built again. */
const RECIPE = 1;

/** One layer of packages. */
export type SystemStep = { entry: CatalogEntry; hash: string; tag: string; components: ComponentStep[] };
/** One part built from `packages/`. */
export type ComponentStep = { name: ComponentName; hash: string };

/**
 * What an image is made of, bottom to top: a root filesystem, the packages of every image it stands on and its own, and one
 * layer with all their files and parts. Packages lie below files, so that changed code never installs a package again.
 */
export type Plan = {
  name: string;
  manifest: Manifest;
  /** Root image first, itself last. */
  chain: CatalogEntry[];
  suite: string;
  root: { hash: string; tag: string };
  toolchain: string;
  system: SystemStep[];
  components: ComponentStep[];
  /** Content hash of the image, 64 hex digits. */
  hash: string;
};

/** Works out what an image would be built from now. Reads files and starts nothing. */
export async function planImage(projectRoot: string, catalog: Catalog, name: string): Promise<Plan> {
  const chain = lineage(catalog, name);
  const entry = chain.at(-1);
  const from = chain[0]?.manifest.from;
  if (!entry || !from || !("debian" in from)) {
    throw new TypeError(`the lineage of ${name} has no root`);
  }
  const rootHash = digest({ RECIPE, bootstrap: bootstrapInputs(from.debian) });
  const [steps, overlays] = await Promise.all([
    Promise.all(chain.map(image => systemStep(projectRoot, image))),
    Promise.all(chain.map(async image => hashTree(await readTree(join(image.folder, "root"))))),
  ]);
  const system: SystemStep[] = [];
  const components: ComponentStep[] = [];
  let below = rootHash;
  for (const step of steps) {
    below = digest({ below, inputs: step.inputs, components: step.system });
    system.push({
      entry: step.entry,
      hash: below,
      tag: `porthole/layer:${short(below)}`,
      components: step.system,
    });
    components.push(...step.code);
  }
  const hash = digest({ below, overlays, components, config: imageConfig(entry.manifest) });
  return {
    name,
    manifest: entry.manifest,
    chain,
    suite: from.debian,
    root: { hash: rootHash, tag: `porthole/root:${short(rootHash)}` },
    toolchain: toolchainTag(rootHash),
    system,
    components,
    hash,
  };
}

async function systemStep(projectRoot: string, entry: CatalogEntry) {
  const hashed = await Promise.all(
    entry.manifest.components.map(async name => ({ name, hash: await componentHash(projectRoot, name) })),
  );
  return {
    entry,
    inputs: await systemInputs(entry),
    system: hashed.filter(component => componentPlace(component.name) === "system"),
    code: hashed.filter(component => componentPlace(component.name) === "code"),
  };
}

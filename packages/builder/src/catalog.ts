import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { inconsistency, inherit, type Manifest, ManifestSchema, PortholeError } from "@porthole/contract";

/** One folder below `images/`, its manifest read and validated. */
export type CatalogEntry = {
  /** With what it inherits. */
  manifest: Manifest;
  /** Absolute path of `images/NAME`. */
  folder: string;
};

/** Every image by name, sorted. */
export type Catalog = ReadonlyMap<string, CatalogEntry>;

/**
 * Reads every `images/NAME/manifest.ts` below `root`.
 *
 * @throws PortholeError `manifest-invalid`
 */
export async function loadCatalog(root: string): Promise<Catalog> {
  const images = join(root, "images");
  const folders = (await readdir(images, { withFileTypes: true })).filter(entry => entry.isDirectory());
  const entries = await Promise.all(folders.map(entry => readEntry(images, entry.name)));
  const catalog = new Map(
    entries
      .sort((a, b) => a.manifest.name.localeCompare(b.manifest.name))
      .map(e => [e.manifest.name, e] as const),
  );
  const whole = new Map<string, CatalogEntry>();
  for (const [name, entry] of catalog) {
    const manifest = lineage(catalog, name)
      .map(image => image.manifest)
      .reduce(inherit);
    const wrong = inconsistency(manifest);
    if (wrong) {
      throw invalid(entry.folder, `${wrong.path}: ${wrong.message}`);
    }
    whole.set(name, { ...entry, manifest });
  }
  return whole;
}

/**
 * The images `name` stands on, root first, itself last.
 *
 * @throws PortholeError `manifest-invalid` where a parent is missing or stands on its own child.
 */
export function lineage(catalog: Catalog, name: string): CatalogEntry[] {
  const chain: CatalogEntry[] = [];
  for (let next: string | undefined = name; next !== undefined; ) {
    const entry = catalog.get(next);
    const child = chain[0];
    if (!entry) {
      throw invalid(child ? child.folder : join("images", next), `from: there is no image "${next}"`);
    }
    if (chain.includes(entry)) {
      throw invalid(entry.folder, `from: "${next}" stands on itself`);
    }
    chain.unshift(entry);
    next = "image" in entry.manifest.from ? entry.manifest.from.image : undefined;
  }
  return chain;
}

async function readEntry(images: string, name: string): Promise<CatalogEntry> {
  const folder = join(images, name);
  let written: unknown;
  try {
    written = ((await import(pathToFileURL(join(folder, "manifest.ts")).href)) as { default?: unknown })
      .default;
  } catch (cause) {
    throw invalid(folder, cause instanceof Error ? cause.message : String(cause), cause);
  }
  const parsed = ManifestSchema.safeParse(written);
  if (!parsed.success) {
    const issues = parsed.error.issues.map(
      issue => `${issue.path.join(".") || "manifest"}: ${issue.message}`,
    );
    throw invalid(folder, issues.join("\n"));
  }
  if (parsed.data.name !== name) {
    throw invalid(folder, `name: "${parsed.data.name}" is not the folder's name "${name}"`);
  }
  return { manifest: parsed.data, folder };
}

function invalid(folder: string, why: string, cause?: unknown): PortholeError {
  return new PortholeError({
    kind: "misuse",
    id: "manifest-invalid",
    what: `${join(folder, "manifest.ts")} is not a valid manifest.`,
    why,
    todo: "Correct the manifest; docs/images.md describes every field.",
    cause,
  });
}

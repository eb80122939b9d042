/** One archive of a mod. */
export type Layer = { digest: string };

/** What a registry answers for a reference. */
export type Manifest =
  | { kind: "image"; layers: Layer[] }
  | { kind: "index"; entries: { digest: string; architecture: string | undefined }[] };

/** Media types of everything that can stand behind a reference. */
export const MANIFEST_TYPES = [
  "application/vnd.oci.image.index.v1+json",
  "application/vnd.docker.distribution.manifest.list.v2+json",
  "application/vnd.oci.image.manifest.v1+json",
  "application/vnd.docker.distribution.manifest.v2+json",
].join(", ");

const DIGEST = /^sha256:[0-9a-f]{64}$/;

/** Reads a manifest or an index; undefined where the text is neither. Attestations in an index are passed over. */
export function parseManifest(text: string): Manifest | undefined {
  const value = parseObject(text);
  const layers = value ? objects(value.layers) : undefined;
  if (layers) {
    const found = layers.map(layer => ({ digest: String(layer.digest) }));
    return found.every(layer => DIGEST.test(layer.digest)) ? { kind: "image", layers: found } : undefined;
  }
  const manifests = value ? objects(value.manifests) : undefined;
  if (!manifests) return undefined;
  const entries = manifests.flatMap(entry => {
    const platform = isObject(entry.platform) ? entry.platform : {};
    const annotations = isObject(entry.annotations) ? entry.annotations : {};
    if ("vnd.docker.reference.type" in annotations || platform.architecture === "unknown") return [];
    const architecture = typeof platform.architecture === "string" ? platform.architecture : undefined;
    return [{ digest: String(entry.digest), architecture }];
  });
  return entries.every(entry => DIGEST.test(entry.digest)) ? { kind: "index", entries } : undefined;
}

/** The entry of an index for an architecture as Go names it; an only entry fits every one. */
export function chooseEntry(index: Manifest & { kind: "index" }, architecture: string): string | undefined {
  const [only, second] = index.entries;
  if (only && !second) return only.digest;
  return index.entries.find(entry => entry.architecture === architecture)?.digest;
}

/** What `uname -m` says, as Go and the registries name it. */
export function architectureName(machine: string): string {
  const names: Record<string, string> = {
    x86_64: "amd64",
    aarch64: "arm64",
    armv7l: "arm",
    armv6l: "arm",
    i686: "386",
  };
  return names[machine] ?? machine;
}

/** A JSON object, or undefined where the text holds none. */
export function parseObject(text: string): Record<string, unknown> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function objects(value: unknown): Record<string, unknown>[] | undefined {
  return Array.isArray(value) && value.every(isObject) ? value : undefined;
}

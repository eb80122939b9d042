import type { Files } from "../files/files.ts";
import { chooseEntry, type Layer, MANIFEST_TYPES, parseManifest } from "./manifest.ts";
import { blobFile, type CachedMod, readCachedMod, writeCachedMod } from "./mod-cache.ts";
import { Patience, type PatienceKind } from "./patience.ts";
import { isLoopback, type ModReference } from "./reference.ts";
import type { Transport } from "./transport.ts";

/** How a mod was had: what to apply, or undefined where there is nothing to do. */
export type FetchedMod = {
  lines: string[];
  mod: CachedMod | undefined;
  /** The cache stood in for a registry that took too long. */
  late: boolean;
};

/** What {@link fetchMod} needs from the system. */
export type FetchOptions = {
  files: Files;
  transport: Transport;
  /** SHA-256 of a file in hexadecimal digits, or undefined where it cannot be read. */
  hash: (path: string) => string | undefined;
  /** Puts a file in another's place; both are in the cache. */
  rename: (from: string, to: string) => void;
  /** As in an index: amd64, arm64. */
  architecture: string;
  /** A name for a file in the cache that no other container and no other mod uses. */
  partFile: string;
  /** Folder for what passes through. */
  folder: string;
  /** Milliseconds of the monotonic clock. */
  now: () => number;
  /** How long to wait; by default less where the cache can stand in. */
  patience?: PatienceKind;
  /** Whether each decision is told. */
  debug: boolean;
};

/** Finds out what a reference stands for, and downloads what the cache lacks. Every byte is checked against its digest. */
export function fetchMod(reference: ModReference, options: FetchOptions): FetchedMod {
  return new Fetch(reference, options).run();
}

class Fetch {
  private readonly lines: string[] = [];
  private readonly reference: ModReference;
  private readonly options: FetchOptions;
  private readonly cached: CachedMod | undefined;
  private readonly patience: Patience;
  private late = false;
  private origin: string;

  constructor(reference: ModReference, options: FetchOptions) {
    this.reference = reference;
    this.options = options;
    this.cached = readCachedMod(options.files, reference);
    this.patience = new Patience(options.patience ?? (this.cached ? "cached" : "absent"), options.now);
    this.origin = `${isLoopback(reference.host) ? "http" : "https"}://${reference.host}`;
  }

  run(): FetchedMod {
    const { label, digest, host, path, tag } = this.reference;
    this.debug(`${label} is repository ${path}, tag ${tag}, digest ${digest ?? "not given"}, at ${host}`);
    this.debug(`${label} in modcache: ${this.cached?.digest ?? "nothing"}`);
    if (this.cached && this.cached.digest === digest)
      return this.fromCache(`${label} found in modcache, applying`);
    const found = this.resolve();
    if (!found) return this.offline();
    this.debug(`${label} is ${found.digest}, layers ${found.layers.map(layer => layer.digest).join(" ")}`);
    if (this.isApplied(found.digest))
      return this.nothing(`${label} at ${found.digest} has been previously applied, skipping`);
    if (this.cached?.digest === found.digest) return this.fromCache(`${label} found in modcache, applying`);
    return this.download(found);
  }

  /** The manifest of the reference for this architecture. */
  private resolve(): CachedMod | undefined {
    const top = this.manifest(this.reference.digest ?? this.reference.tag);
    if (!top) return undefined;
    const digest = this.reference.digest ?? top.digest;
    if (top.content.kind === "image") return { digest, layers: top.content.layers };
    const entry = chooseEntry(top.content, this.options.architecture);
    if (entry === undefined) {
      this.error(`No manifest available for arch ${this.options.architecture}, cannot fetch mod`);
      return undefined;
    }
    const inner = this.manifest(entry);
    if (inner?.content.kind !== "image") {
      if (inner) this.error(`${this.reference.label}: the registry's index leads to another index`);
      return undefined;
    }
    return { digest, layers: inner.content.layers };
  }

  private manifest(name: string) {
    const { host, path, label } = this.reference;
    const output = `${this.options.folder}/manifest`;
    const response = this.get(`manifests/${name}`, MANIFEST_TYPES, output, () => this.patience.left());
    this.debug(
      `${this.origin}/v2/${path}/manifests/${name}: status ${response.status} ${response.problem}`.trimEnd(),
    );
    if (response.status === 0) {
      this.late = this.patience.isOver();
      this.error(`No response from ${host}, switching to offline mode for ${label}: ${response.problem}`);
      return undefined;
    }
    if (response.status !== 200) {
      const why = response.problem || `${path} answers with status ${response.status}`;
      this.error(`${label} digest could not be fetched from ${host}, checking local cache: ${why}`);
      return undefined;
    }
    const digest = `sha256:${this.options.hash(output)}`;
    const promised = name.startsWith("sha256:") ? name : response.headers.get("docker-content-digest");
    if (promised?.startsWith("sha256:") && promised !== digest) {
      this.error(`${label}: the manifest from ${host} does not have the digest ${promised}`);
      return undefined;
    }
    const content = parseManifest(this.options.files.read(output) ?? "");
    if (!content) this.error(`${label}: what ${host} sent is no manifest of an image`);
    return content ? { digest, content } : undefined;
  }

  private get(what: string, accept: string | undefined, output: string, limit: () => number) {
    const { host, path } = this.reference;
    const ask = () => {
      const url = `${this.origin}/v2/${path}/${what}`;
      const request = {
        url,
        accept,
        output,
        limits: () => ({ connect: this.patience.connect(), all: limit() }),
        onAnswer: () => this.patience.answered(),
      };
      return this.options.transport.get(request, `repository:${path}:pull`);
    };
    const response = ask();
    // A registry on this machine may still want TLS.
    if (response.status !== 400 || !this.origin.startsWith("http:")) return response;
    this.origin = `https://${host}`;
    return ask();
  }

  private download(found: CachedMod): FetchedMod {
    const { label, host } = this.reference;
    this.say(`Downloading ${label} from ${host}`);
    try {
      for (const layer of found.layers) {
        const problem = this.layer(layer);
        if (problem !== undefined) return this.failed(`${label}: ${problem}, skipping`);
      }
      writeCachedMod(this.options.files, this.reference, found);
    } catch (error) {
      return this.failed(`${label}: ${error instanceof Error ? error.message : error}, skipping`);
    }
    return this.result(found);
  }

  /** Has one archive in the cache. @returns why that fails */
  private layer(layer: Layer): string | undefined {
    const { files, hash, rename, partFile } = this.options;
    const target = blobFile(layer.digest);
    if (files.stat(target) && `sha256:${hash(target)}` === layer.digest) return undefined;
    files.makeFolder(target.slice(0, target.lastIndexOf("/")));
    const response = this.get(`blobs/${layer.digest}`, undefined, partFile, () => 0);
    if (response.status !== 200) {
      files.remove(partFile);
      return `the archive could not be downloaded: ${response.problem || `status ${response.status}`}`;
    }
    if (`sha256:${hash(partFile)}` !== layer.digest) {
      files.remove(partFile);
      return `the archive does not have the digest ${layer.digest}`;
    }
    rename(partFile, target);
    return undefined;
  }

  private offline(): FetchedMod {
    const { label } = this.reference;
    if (!this.cached) return this.failed(`OFFLINE: ${label} not found in modcache, skipping`);
    if (this.isApplied(this.cached.digest)) {
      return this.nothing(`OFFLINE: ${label} at ${this.cached.digest} has been previously applied, skipping`);
    }
    return this.fromCache(`OFFLINE: ${label} found in modcache`);
  }

  private fromCache(line: string): FetchedMod {
    const { cached, options, reference } = this;
    if (!cached) return this.nothing(line);
    if (this.isApplied(cached.digest)) {
      return this.nothing(`${reference.label} at ${cached.digest} has been previously applied, skipping`);
    }
    const bad = cached.layers.find(
      layer => `sha256:${options.hash(blobFile(layer.digest))}` !== layer.digest,
    );
    if (bad) {
      options.files.remove(blobFile(bad.digest));
      return this.download(cached);
    }
    this.say(line);
    return this.result(cached);
  }

  private isApplied(digest: string): boolean {
    return this.options.files.read(`/${this.reference.marker}`)?.trim() === digest;
  }

  private nothing(line: string): FetchedMod {
    this.say(line);
    return this.result(undefined);
  }

  private failed(line: string): FetchedMod {
    this.error(line);
    return this.result(undefined);
  }

  private result(mod: CachedMod | undefined): FetchedMod {
    return { lines: this.lines, mod, late: this.late && this.cached !== undefined };
  }

  private say(line: string): void {
    this.lines.push(`[mod-init] ${line}`);
  }

  private debug(line: string): void {
    if (this.options.debug) this.say(`(DEBUG) ${line}`);
  }

  private error(line: string): void {
    this.say(`(ERROR) ${line}`);
  }
}

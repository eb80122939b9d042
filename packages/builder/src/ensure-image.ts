import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { INIT_COMMAND, imageRepository, LABEL, type Manifest, PortholeError } from "@porthole/contract";
import { type Engine, engineError, takeLock } from "@porthole/engine";
import { buildContainerName, runInContainer, textFile } from "./build-container.ts";
import type { Catalog } from "./catalog.ts";
import { buildComponent, type ComponentSite } from "./components.ts";
import { bootstrapDebian, DEFAULT_MIRROR } from "./debian.ts";
import { short } from "./digest.ts";
import { type BuildEvent, step } from "./events.ts";
import { mergeTrees, packTree, readTree, type TreeEntry } from "./file-tree.ts";
import { imageConfig } from "./image-config.ts";
import { type Plan, planImage, type SystemStep } from "./plan.ts";
import { findImage, removeLeftovers, retireOlder } from "./stored-images.ts";
import { type BuildSite, buildSystemLayer } from "./system-layer.ts";
import { buildToolchain } from "./toolchain.ts";

/** An image that stands in the engine. */
export type BuiltImage = {
  name: string;
  /** Content hash of everything it was built from, 64 hex digits. */
  hash: string;
  /** Engine's image id. */
  id: string;
  /** `porthole/NAME:<first 12 digits of hash>` */
  tag: string;
  manifest: Manifest;
};

/** How an image is built. */
export type BuildOptions = {
  /** Stops the build; nothing half-made is left. */
  signal?: AbortSignal | undefined;
  onEvent?: ((event: BuildEvent) => void) | undefined;
  /** Called once where another build runs and this one waits for it. */
  onWait?: (() => void) | undefined;
  /** Builds again although nothing changed, with packages as they are on the mirror now. */
  rebuild?: boolean | undefined;
  /** PEM file with certificates to trust while building, for networks that intercept HTTPS. */
  caFile?: string | undefined;
  /** Debian mirror; `http://deb.debian.org/debian` when left out. */
  mirror?: string | undefined;
};

/** The hash that an image built now would have, 64 hex digits. */
export async function imageHash(root: string, catalog: Catalog, name: string): Promise<string> {
  return (await planImage(root, catalog, name)).hash;
}

/**
 * The image as built from what is there now, built if it does not stand in the engine yet.
 *
 * @throws PortholeError `build-failed`, `mirror-unreachable`, `disk-full`, `package-unknown`, `ca-unreadable`
 */
export async function ensureImage(
  engine: Engine,
  root: string,
  catalog: Catalog,
  name: string,
  options: BuildOptions = {},
): Promise<BuiltImage> {
  const plan = await planImage(root, catalog, name);
  const tag = `${imageRepository(name)}:${short(plan.hash)}`;
  const built = (id: string): BuiltImage => ({ name, hash: plan.hash, id, tag, manifest: plan.manifest });
  const found = options.rebuild ? undefined : await findImage(engine, tag);
  if (found) {
    return built(found);
  }
  // One build at a time: layers are shared, and what a killed build left is cleared away first.
  using _ = await takeLock("build", { signal: options.signal, onWait: options.onWait });
  try {
    const meanwhile = options.rebuild ? undefined : await findImage(engine, tag);
    return built(meanwhile ?? (await new Build(engine, root, plan, tag, options).run()));
  } catch (error) {
    options.signal?.throwIfAborted();
    throw engineError(error, { connected: true, doing: "Building the image" });
  }
}

class Build {
  readonly #engine: Engine;
  readonly #root: string;
  readonly #plan: Plan;
  readonly #tag: string;
  readonly #options: BuildOptions;
  readonly #steps = new Map<string, Promise<void>>();

  constructor(engine: Engine, root: string, plan: Plan, tag: string, options: BuildOptions) {
    this.#engine = engine;
    this.#root = root;
    this.#plan = plan;
    this.#tag = tag;
    this.#options = options;
  }

  async run(): Promise<string> {
    const ca = await readCertificates(this.#options.caFile);
    await removeLeftovers(this.#engine);
    // One step that fails stops the others.
    const failed = new AbortController();
    const signal = AbortSignal.any([failed.signal, ...(this.#options.signal ? [this.#options.signal] : [])]);
    const site: BuildSite = {
      engine: this.#engine,
      suite: this.#plan.suite,
      mirror: this.#options.mirror ?? DEFAULT_MIRROR,
      ca,
      signal,
    };
    const work = [this.#system(site), this.#components(site)] as const;
    try {
      await Promise.all(work);
    } catch (error) {
      failed.abort(error);
      await Promise.allSettled(work);
      throw error;
    }
    const id = await this.#assemble(site, await work[1]);
    await retireOlder(this.#engine, this.#plan);
    return id;
  }

  /** Runs a step once, however many others wait for it. */
  #once(key: string, work: () => Promise<void>): Promise<void> {
    const running = this.#steps.get(key) ?? work();
    this.#steps.set(key, running);
    return running;
  }

  #rootFilesystem(site: BuildSite): Promise<void> {
    const { tag } = this.#plan.root;
    return this.#once(tag, async () => {
      if (!this.#options.rebuild && (await findImage(this.#engine, tag))) {
        return;
      }
      await step(this.#options.onEvent, "root", `Bootstrapping Debian ${site.suite}`, log =>
        bootstrapDebian(this.#engine, { ...site, tag, log }),
      );
    });
  }

  #toolchain(site: BuildSite): Promise<void> {
    const { root, toolchain } = this.#plan;
    return this.#once(toolchain, async () => {
      if (!this.#options.rebuild && (await findImage(this.#engine, toolchain))) {
        return;
      }
      await this.#rootFilesystem(site);
      await step(this.#options.onEvent, "toolchain", "Installing the compiler", log =>
        buildToolchain(site, root.tag, toolchain, log),
      );
    });
  }

  async #system(site: BuildSite): Promise<void> {
    let below = this.#plan.root.tag;
    const missing: SystemStep[] = [];
    for (const layer of [...this.#plan.system].reverse()) {
      if (!this.#options.rebuild && (await findImage(this.#engine, layer.tag))) {
        below = layer.tag;
        break;
      }
      missing.unshift(layer);
    }
    if (missing.length > 0 && below === this.#plan.root.tag) {
      await this.#rootFilesystem(site);
    }
    for (const layer of missing) {
      await this.#systemLayer(site, layer, below);
      below = layer.tag;
    }
  }

  async #systemLayer(site: BuildSite, layer: SystemStep, from: string): Promise<void> {
    const { name } = layer.entry.manifest;
    const labels = { [LABEL.layer]: name };
    const trees = Promise.all(layer.components.map(component => this.#component(site, component)));
    // Awaited below; a failure in between must not count as unhandled.
    trees.catch(() => undefined);
    const packagesTag = layer.components.length > 0 ? `${layer.tag}-packages` : layer.tag;
    await step(this.#options.onEvent, `packages ${name}`, `Installing the packages of ${name}`, log =>
      buildSystemLayer(site, { entry: layer.entry, from, tag: packagesTag, labels }, log),
    );
    if (layer.components.length === 0) {
      return;
    }
    const [repo, tag] = layer.tag.split(":");
    const container = await this.#engine.docker.createContainer({
      name: buildContainerName(),
      Image: packagesTag,
      Cmd: ["/bin/true"],
    });
    try {
      await container.putArchive(packTree(mergeTrees(await trees)), { path: "/" });
      await container.commit({ repo, tag, comment: `porthole: parts of ${name}` });
    } finally {
      await container.remove({ force: true });
      await this.#engine.docker
        .getImage(packagesTag)
        .remove({ noprune: true })
        .catch(() => undefined);
    }
  }

  async #components(site: BuildSite): Promise<TreeEntry[][]> {
    return Promise.all(this.#plan.components.map(component => this.#component(site, component)));
  }

  async #component(site: BuildSite, component: { name: "init" | "node" | "desktop"; hash: string }) {
    await this.#toolchain(site);
    const place: Omit<ComponentSite, "log"> = {
      engine: this.#engine,
      root: this.#root,
      toolchain: this.#plan.toolchain,
      signal: site.signal,
    };
    return step(this.#options.onEvent, `part ${component.name}`, `Building ${component.name}`, log =>
      buildComponent({ ...place, log }, component.name, component.hash),
    );
  }

  /** Lays every file over the packages, checks the service graph, and tags the image. */
  async #assemble(site: BuildSite, parts: readonly TreeEntry[][]): Promise<string> {
    const { name, manifest, chain, hash, system } = this.#plan;
    const overlays = await Promise.all(chain.map(entry => readTree(join(entry.folder, "root"))));
    const config = imageConfig(manifest);
    const script = `set -e\nif [ -x ${INIT_COMMAND} ]; then ${INIT_COMMAND} check /; fi\n`;
    return step(this.#options.onEvent, `image ${name}`, `Assembling ${name}`, async log => {
      const run = {
        step: `${name}: service graph`,
        image: system.at(-1)?.tag ?? "",
        overlay: mergeTrees([...parts, ...overlays]),
        scratch: [textFile("run.sh", script)],
        signal: site.signal,
        log,
      };
      return runInContainer(this.#engine, run, async container => {
        const committed = (await container.commit({
          repo: imageRepository(name),
          tag: short(hash),
          comment: `porthole: files of ${name}`,
          ...config,
          Labels: { ...config.Labels, [LABEL.hash]: hash, [LABEL.layer]: "" },
        })) as { Id: string };
        await this.#engine.docker.getImage(this.#tag).tag({ repo: imageRepository(name), tag: "latest" });
        return committed.Id;
      });
    });
  }
}

async function readCertificates(path: string | undefined): Promise<string | undefined> {
  if (path === undefined) {
    return undefined;
  }
  const text = await readFile(path, "utf8").catch((cause: unknown) => {
    throw certificateError(path, cause instanceof Error ? cause.message : String(cause));
  });
  if (!text.includes("-----BEGIN CERTIFICATE-----")) {
    throw certificateError(path, "It holds no certificate in PEM form.");
  }
  return text;
}

function certificateError(path: string, why: string): PortholeError {
  return new PortholeError({
    kind: "misuse",
    id: "ca-unreadable",
    what: `The certificates in ${path} cannot be used.`,
    why,
    todo: "Give a PEM file, on Debian for example:\n  --ca /etc/ssl/certs/ca-certificates.crt",
  });
}

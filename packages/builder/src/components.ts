import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import type { ComponentName } from "@porthole/contract";
import type { Engine } from "@porthole/engine";
import { digest, short } from "./digest.ts";
import type { StepLog } from "./events.ts";
import { type FileTree, hashTree, packTree, readTree, type TreeEntry } from "./file-tree.ts";
import { compile, unpackTree } from "./toolchain.ts";

/** Where a component is built. */
export type ComponentSite = {
  engine: Engine;
  /** Root of the project. */
  root: string;
  /** Tag of the toolchain image. */
  toolchain: string;
  signal?: AbortSignal | undefined;
  log: StepLog;
};

/** A part of an image that is built from `packages/`. */
type Component = {
  /** Laid under the packages (`system`, changes rarely) or above everything (`code`). */
  place: "system" | "code";
  /** Everything the result depends on. */
  inputs(root: string): Promise<unknown>;
  /** What `native/build.sh` gets in its working directory. */
  sources(root: string): Promise<FileTree>;
  /** What is laid over `/` beside the compiled parts. */
  extra?(root: string): Promise<FileTree>;
};

const HOME = "usr/lib/porthole";

const COMPONENTS: Record<ComponentName, Component> = {
  init: {
    place: "code",
    inputs: root => sourceHashes(root, ["init/src", "init/native"], ["esbuild"]),
    sources: async root => [
      ...(await readTree(join(root, "packages/init/native"), "native")),
      file("main.js", await bundle(join(root, "packages/init/src/main.ts"), INIT_BUNDLE)),
    ],
  },
  node: {
    place: "system",
    inputs: root => packageVersions(root, [nodePackage()]),
    sources: async root => [
      file("node", await readFile(join(root, "node_modules", nodePackage(), "bin/node")), 0o755),
      file("native/build.sh", Buffer.from(`mkdir -p /out/${HOME}\nstrip -o /out/${HOME}/node node\n`), 0o755),
    ],
  },
  desktop: {
    place: "code",
    inputs: root =>
      sourceHashes(
        root,
        ["desktop/src", "desktop/native", "viewer/src", "viewer/build", "protocol/src"],
        [
          "esbuild",
          "jose",
          "koffi",
          "oauth4webapi",
          "openid-client",
          "pngjs",
          "rolldown",
          "ws",
          "x11",
          "yazl",
        ],
      ),
    sources: root => readTree(join(root, "packages/desktop/native"), "native"),
    extra: desktopBundles,
  },
};

const INIT_BUNDLE = {
  target: "es2023",
  platform: "neutral",
  external: ["std", "os", "porthole-sys"],
} as const;
const DESKTOP_BUNDLE = { target: "node26", platform: "node", external: ["koffi"] } as const;

/** Whether a component belongs under the packages or above everything. */
export function componentPlace(name: ComponentName): "system" | "code" {
  return COMPONENTS[name].place;
}

/** Hash of everything a component is built from. */
export async function componentHash(root: string, name: ComponentName): Promise<string> {
  return digest({ name, arch: process.arch, inputs: await COMPONENTS[name].inputs(root) });
}

/** Builds a component, or takes it from the cache in `$XDG_CACHE_HOME/porthole/components`. */
export async function buildComponent(
  site: ComponentSite,
  name: ComponentName,
  hash: string,
): Promise<TreeEntry[]> {
  const cache = join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "porthole/components");
  const stored = join(cache, `${name}-${short(hash)}.tar`);
  const found = await readFile(stored).catch(() => undefined);
  if (found) {
    return unpackTree(found);
  }
  const component = COMPONENTS[name];
  const sources = await component.sources(site.root);
  const compiled = await compile(site.engine, { ...site, step: `${name}: compile`, sources });
  const tree = [...compiled, ...((await component.extra?.(site.root)) ?? [])];
  await mkdir(cache, { recursive: true });
  const partial = `${stored}.${process.pid}`;
  await writeFile(partial, await buffer(packTree(tree)));
  await rename(partial, stored);
  await forgetOlder(cache, name);
  return tree;
}

/** Builds of a component that the cache keeps. */
const KEPT = 3;

async function forgetOlder(cache: string, name: ComponentName): Promise<void> {
  const files = (await readdir(cache)).filter(file => file.startsWith(`${name}-`) && file.endsWith(".tar"));
  const aged = await Promise.all(
    files.map(async file => ({ path: join(cache, file), made: (await stat(join(cache, file))).mtimeMs })),
  );
  const older = aged.sort((a, b) => b.made - a.made).slice(KEPT);
  await Promise.all(older.map(({ path }) => rm(path, { force: true })));
}

async function desktopBundles(root: string): Promise<TreeEntry[]> {
  const { buildViewer } = (await import("@porthole/viewer/build")) as {
    buildViewer(folder: string): Promise<unknown>;
  };
  const scratch = await mkdtemp(join(tmpdir(), "porthole-viewer-"));
  try {
    const [main, share, gpu, worker, soundWorker, cameraWorker] = await Promise.all([
      bundle(join(root, "packages/desktop/src/main.ts"), DESKTOP_BUNDLE),
      bundle(join(root, "packages/desktop/src/share-command.ts"), DESKTOP_BUNDLE),
      bundle(join(root, "packages/desktop/src/gpu-command.ts"), DESKTOP_BUNDLE),
      bundle(join(root, "packages/desktop/src/capture-worker.ts"), DESKTOP_BUNDLE),
      bundle(join(root, "packages/desktop/src/sound-worker.ts"), DESKTOP_BUNDLE),
      bundle(join(root, "packages/desktop/src/camera-worker.ts"), DESKTOP_BUNDLE),
      buildViewer(scratch),
    ]);
    const modules = join(root, "node_modules");
    const native = `@koromix/koffi-linux-${process.arch}`;
    return [
      file(`${HOME}/desktop/main.js`, main),
      file(`${HOME}/desktop/share.js`, share),
      file(`${HOME}/desktop/gpu.js`, gpu),
      file(`${HOME}/desktop/capture-worker.js`, worker),
      file(`${HOME}/desktop/sound-worker.js`, soundWorker),
      file(`${HOME}/desktop/camera-worker.js`, cameraWorker),
      file(`${HOME}/desktop/package.json`, Buffer.from('{ "type": "module" }\n')),
      ...(await readTree(scratch, `${HOME}/desktop/viewer`)),
      ...(await readTree(join(modules, "koffi"), `${HOME}/desktop/node_modules/koffi`)).filter(isNeeded),
      ...(await readTree(join(modules, native), `${HOME}/desktop/node_modules/${native}`)).filter(
        entry => !entry.path.includes("/musl_"),
      ),
    ];
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

/** koffi carries its sources and documentation; an image needs only its JavaScript and its licence. */
function isNeeded(entry: TreeEntry): boolean {
  return entry.type === "folder" || /\.(js|cjs)$|\/(package\.json|LICENSE\.txt)$/.test(entry.path);
}

async function bundle(
  entry: string,
  options: { target: string; platform: "neutral" | "node"; external: readonly string[] },
): Promise<Buffer> {
  const esbuild = await import("esbuild");
  const result = await esbuild.build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: "esm",
    target: options.target,
    platform: options.platform,
    external: [...options.external],
    mainFields: ["module", "main"],
    logLevel: "silent",
    minifySyntax: true,
    minifyWhitespace: true,
    ...(options.platform === "node" ? { banner: { js: REQUIRE_BANNER } } : {}),
  });
  const output = result.outputFiles?.[0];
  if (!output) {
    throw new Error(`nothing came of bundling ${entry}`);
  }
  return Buffer.from(output.contents);
}

/** CommonJS packages in an ES module bundle call `require` for Node's own modules. */
const REQUIRE_BANNER =
  'import { createRequire as __createRequire } from "node:module"; const require = __createRequire(import.meta.url);';

async function sourceHashes(
  root: string,
  folders: readonly string[],
  packages: readonly string[],
): Promise<unknown> {
  const hashes = folders.map(async folder => {
    const tree = await readTree(join(root, "packages", folder));
    return [folder, hashTree(tree.filter(entry => !/\.test\.ts$/.test(entry.path)))];
  });
  return { sources: await Promise.all(hashes), packages: await packageVersions(root, packages) };
}

async function packageVersions(root: string, names: readonly string[]): Promise<unknown> {
  return Promise.all(
    names.map(async name => {
      const text = await readFile(join(root, "node_modules", name, "package.json"), "utf8");
      return [name, (JSON.parse(text) as { version: string }).version];
    }),
  );
}

function nodePackage(): string {
  return `node-linux-${process.arch}`;
}

function file(path: string, content: Buffer, mode = 0o644): TreeEntry {
  return { path, type: "file", mode, content };
}

import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import { PortholeError } from "@porthole/contract";
import { build } from "esbuild";

/** Bytes all files of the page may take together, gzipped. */
export const PAGE_LIMIT = 60_000;

/** One file of the built page. */
export type PageFile = { name: string; bytes: number; gzip: number };
/** The built page. */
export type BuiltPage = { files: PageFile[]; gzip: number };

const SOURCE = join(import.meta.dirname, "..", "src");
const SCRIPTS = [
  { from: "main.ts", to: "main" },
  { from: "worker.ts", to: "worker" },
  { from: "sound/worklet.ts", to: "worklet" },
  { from: "style.css", to: "style" },
];
const COPIED = ["index.html", "manifest.webmanifest"];
const ICON = "icon.svg";
/** Browsers of the last three years. */
const TARGET = ["chrome111", "firefox115", "safari16.4"];

/**
 * Builds the page into `folder`: `main.js`, `worker.js`, `worklet.js`, `index.html`, `style.css`, `manifest.webmanifest`, each with `.gz` and `.br` beside it.
 * The icon goes into the files that name it, as a `data:` URL: two requests less.
 * @throws PortholeError `viewer-too-large` over {@link PAGE_LIMIT}
 */
export async function buildViewer(folder: string): Promise<BuiltPage> {
  await mkdir(folder, { recursive: true });
  const { outputFiles } = await build({
    entryPoints: SCRIPTS.map(({ from, to }) => ({ in: join(SOURCE, from), out: to })),
    outdir: folder,
    bundle: true,
    minify: true,
    format: "esm",
    target: TARGET,
    legalComments: "none",
    logLevel: "silent",
    write: false,
  });
  for (const { path, contents } of outputFiles) {
    await writeFile(path, contents);
  }
  const icon = (await readFile(join(SOURCE, ICON), "utf8")).replace(/>\s+</g, "><").trim();
  const iconUrl = `data:image/svg+xml;base64,${Buffer.from(icon).toString("base64")}`;
  for (const name of COPIED) {
    const text = await readFile(join(SOURCE, name), "utf8");
    await writeFile(join(folder, name), text.replaceAll(`"${ICON}"`, `"${iconUrl}"`));
  }
  const names = [...COPIED, "main.js", "style.css", "worker.js", "worklet.js"];
  const files = await Promise.all(names.map(name => compress(folder, name)));
  const total = files.reduce((sum, file) => sum + file.gzip, 0);
  if (total > PAGE_LIMIT) {
    throw new PortholeError({
      kind: "state",
      id: "viewer-too-large",
      what: `The viewer page takes ${total} bytes gzipped, more than ${PAGE_LIMIT}.`,
      todo: files.map(file => `${file.gzip}\t${file.name}`).join("\n"),
    });
  }
  return { files, gzip: total };
}

async function compress(folder: string, name: string): Promise<PageFile> {
  const path = join(folder, name);
  const bytes = await readFile(path);
  const small = await promisify(gzip)(bytes, { level: 9 });
  const smaller = await promisify(brotliCompress)(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 11 } });
  await Promise.all([writeFile(`${path}.gz`, small), writeFile(`${path}.br`, smaller)]);
  return { name, bytes: bytes.length, gzip: small.length };
}

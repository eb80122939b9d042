import { mkdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { brotliCompress, gzip, constants as zlib } from "node:zlib";
import { PortholeError } from "@porthole/contract";
import { transform } from "esbuild";
import { iconsOf } from "./icons.ts";
import { scriptsOf } from "./scripts.ts";

/**
 * Bytes, gzipped, that a browser may have to load before the first picture, and that all files may take together. The icons are
 * not counted: a browser asks for them only to install the page.
 */
export const PAGE_LIMITS = { first: 60_000, all: 120_000 } as const;

/** One file of the built page; `first` where a browser loads it before the first picture. */
export type PageFile = { name: string; bytes: number; gzip: number; first: boolean };
/** The built page; sums in bytes gzipped. Of the languages, `first` counts the largest alone. */
export type BuiltPage = { files: PageFile[]; first: number; all: number };

const SOURCE = join(import.meta.dirname, "..", "src");
/** What is bundled, each alone: what a thread starts with is one file. */
const ENTRIES = [
  { path: "main.ts", first: true },
  { path: "worker.ts", first: true },
  { path: "sound/listener.ts", first: false },
  { path: "sound/worklet.ts", first: false },
];
const PAGE = "index.html";
const MANIFEST = "manifest.webmanifest";
const STYLE = "style.css";
const STYLE_LINK = `<link rel="stylesheet" href="${STYLE}" />`;
const ICON = "icon.svg";
/** Browsers of the last three years. */
const TARGET = ["chrome111", "firefox115", "safari16.4"];

/**
 * Builds the page into `folder`: `main.js`, `worker.js`, `listener.js`, `worklet.js`, `index.html`, `manifest.webmanifest`, one script for each language
 * and for each part that is loaded when it is first used, each with `.gz` and `.br` beside it.
 * The style goes into the page, and the icon into the files that name it, as a `data:` URL: three requests less. Beside them lie
 * icons as PNG, for browsers that install the page.
 * @throws PortholeError `viewer-too-large` over {@link PAGE_LIMITS}
 */
export async function buildViewer(folder: string): Promise<BuiltPage> {
  await mkdir(folder, { recursive: true });
  const threads = ENTRIES.map(async ({ path, first }) => {
    const scripts = await scriptsOf(join(SOURCE, path), TARGET);
    return scripts.map(script => ({ ...script, first: first && script.isEntry }));
  });
  const scripts = (await Promise.all(threads)).flat();
  const texts = new Map(scripts.map(({ name, code }) => [name, code]));
  const style = await readFile(join(SOURCE, STYLE), "utf8");
  const { code: css } = await transform(style, { loader: "css", minify: true, target: TARGET });
  const icon = (await readFile(join(SOURCE, ICON), "utf8")).replace(/>\s+</g, "><").trim();
  const iconUrl = `data:image/svg+xml;base64,${Buffer.from(icon).toString("base64")}`;
  for (const name of [PAGE, MANIFEST]) {
    const text = await readFile(join(SOURCE, name), "utf8");
    const styled = text.replace(STYLE_LINK, () => `<style>${css.trim()}</style>`);
    texts.set(name, styled.replaceAll(`"${ICON}"`, `"${iconUrl}"`));
  }
  const manifest = JSON.parse(texts.get(MANIFEST) ?? "");
  const icons = iconsOf(icon, manifest.background_color);
  manifest.icons = [...icons.map(({ entry }) => entry), ...manifest.icons];
  texts.set(MANIFEST, JSON.stringify(manifest));
  await Promise.all(icons.map(({ file, png }) => writeFile(join(folder, file), png)));
  const early = new Set([PAGE, ...scripts.filter(({ first }) => first).map(({ name }) => name)]);
  const files = await Promise.all(
    [...texts].map(async ([name, text]) => ({
      ...(await write(folder, name, text)),
      first: early.has(name),
    })),
  );
  const languages = new Set(scripts.filter(script => script.isWords).map(({ name }) => name));
  const sum = (some: PageFile[]) => some.reduce((bytes, file) => bytes + file.gzip, 0);
  const words = files.filter(({ name }) => languages.has(name)).map(file => file.gzip);
  const page = { files, first: sum(files.filter(file => file.first)) + Math.max(...words), all: sum(files) };
  check(page, "first", "before the first picture");
  check(page, "all", "in all");
  return page;
}

function check(page: BuiltPage, which: keyof typeof PAGE_LIMITS, when: string): void {
  if (page[which] > PAGE_LIMITS[which]) {
    throw new PortholeError({
      kind: "state",
      id: "viewer-too-large",
      what: `The viewer page takes ${page[which]} bytes gzipped ${when}, more than ${PAGE_LIMITS[which]}.`,
      todo: page.files
        .map(file => `${file.gzip}\t${file.first ? "first" : "later"}\t${file.name}`)
        .join("\n"),
    });
  }
}

async function write(
  folder: string,
  name: string,
  text: string,
): Promise<{ name: string; bytes: number; gzip: number }> {
  const path = join(folder, name);
  const bytes = Buffer.from(text);
  const small = await promisify(gzip)(bytes, { level: 9 });
  const smaller = await promisify(brotliCompress)(bytes, { params: { [zlib.BROTLI_PARAM_QUALITY]: 11 } });
  await Promise.all([
    writeFile(path, bytes),
    writeFile(`${path}.gz`, small),
    writeFile(`${path}.br`, smaller),
  ]);
  return { name, bytes: bytes.length, gzip: small.length };
}

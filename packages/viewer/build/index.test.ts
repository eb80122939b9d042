import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { PNG } from "pngjs";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BuiltPage, buildViewer, PAGE_LIMITS } from "./index.ts";

const ICONS = new Map([
  ["icon-192.png", { side: 192, purpose: "any" }],
  ["icon-512.png", { side: 512, purpose: "any" }],
  ["icon-maskable.png", { side: 512, purpose: "maskable" }],
]);

let folder: string;
let page: BuiltPage;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "viewer-"));
  page = await buildViewer(folder);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
});

it("writes every file plain and compressed, and nothing else", async () => {
  const names = page.files.map(({ name }) => name);
  // What a script loads later has a hash in its name: a page never mixes two builds.
  expect(names.filter(name => !/^[a-z\d-]+-[\w-]{8}\.js$/.test(name)).toSorted()).toEqual([
    "index.html",
    "listener.js",
    "main.js",
    "manifest.webmanifest",
    "worker.js",
    "worklet.js",
  ]);
  expect((await readdir(folder)).toSorted()).toEqual(
    [...names.flatMap(name => [name, `${name}.br`, `${name}.gz`]), ...ICONS.keys()].toSorted(),
  );
  for (const name of names) {
    const plain = await readFile(join(folder, name));
    expect(gunzipSync(await readFile(join(folder, `${name}.gz`))).equals(plain)).toBe(true);
    expect(brotliDecompressSync(await readFile(join(folder, `${name}.br`))).equals(plain)).toBe(true);
  }
});

it("has icons as PNG of the sizes that the manifest tells, one to be cut to any shape", async () => {
  const { icons } = JSON.parse(await readFile(join(folder, "manifest.webmanifest"), "utf8"));
  for (const [file, { side, purpose }] of ICONS) {
    const { width, height, data } = PNG.sync.read(await readFile(join(folder, file)));
    expect([width, height]).toEqual([side, side]);
    expect(icons).toContainEqual({ src: file, sizes: `${side}x${side}`, type: "image/png", purpose });
    // Its corner is the ground of a maskable icon, and nothing of another; its middle is drawn.
    expect(data[3]).toBe(purpose === "maskable" ? 255 : 0);
    expect(data[(width * (height / 2) + width / 2) * 4 + 3]).toBe(255);
  }
});

it("stays within its limits, of the languages the largest counted before the first picture", () => {
  const sum = (some: readonly { gzip: number }[]) => some.reduce((bytes, file) => bytes + file.gzip, 0);
  expect(page.all).toBe(sum(page.files));
  const words = page.files.filter(({ name }) => /^(en|de|fr|es|zh|ja)-/.test(name));
  expect(words).toHaveLength(6);
  expect(page.first).toBe(
    sum(page.files.filter(({ first }) => first)) + Math.max(...words.map(file => file.gzip)),
  );
  expect(page.first).toBeLessThan(PAGE_LIMITS.first);
  expect(page.all).toBeLessThan(PAGE_LIMITS.all);
});

it("is one script before anything is opened, whatever the parts that are loaded later share with it", async () => {
  const main = await readFile(join(folder, "main.js"), "utf8");
  expect(main).not.toMatch(/(?:from|import)\s*["'`]\.\//);
  const view = page.files.find(({ name }) => name.startsWith("view-"))?.name ?? "";
  expect(await readFile(join(folder, view), "utf8")).toMatch(/from\s*["']\.\/main\.js["']/);
});

it("has one script and one style of its own within, whose hashes the policy names, and works below any folder", async () => {
  const html = await readFile(join(folder, "index.html"), "utf8");
  expect(html).not.toMatch(/<style(?!>)|\sstyle=|\son\w+=|<script(?!>|[^>]*\ssrc=)/);
  const manifest = await readFile(join(folder, "manifest.webmanifest"), "utf8");
  const links = [...`${html}${manifest}`.matchAll(/(?:src|href|start_url|scope)"?[=:]\s*"([^"]*)"/g)].map(
    match => match[1],
  );
  expect(links.length).toBeGreaterThan(5);
  for (const link of links.filter(link => !link?.startsWith("data:image/svg+xml;base64,"))) {
    expect(link).not.toMatch(/^\/|:/);
  }
});

it("carries its icon in the page and in the manifest, so that a browser asks for four files before the first picture", async () => {
  for (const name of ["index.html", "manifest.webmanifest"]) {
    const [, icon = ""] =
      /"data:image\/svg\+xml;base64,([^"]+)"/.exec(await readFile(join(folder, name), "utf8")) ?? [];
    expect(Buffer.from(icon, "base64").toString()).toMatch(/^<svg .*<title>Porthole<.*<\/svg>$/s);
  }
  // And the words of one language.
  expect(
    page.files
      .filter(({ first }) => first)
      .map(({ name }) => name)
      .toSorted(),
  ).toEqual(["index.html", "main.js", "worker.js"]);
});

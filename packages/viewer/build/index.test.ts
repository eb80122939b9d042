import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliDecompressSync, gunzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type BuiltPage, buildViewer, PAGE_LIMIT } from "./index.ts";

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
  expect(names.toSorted()).toEqual([
    "index.html",
    "main.js",
    "manifest.webmanifest",
    "style.css",
    "worker.js",
    "worklet.js",
  ]);
  expect((await readdir(folder)).toSorted()).toEqual(
    names.flatMap(name => [name, `${name}.br`, `${name}.gz`]).toSorted(),
  );
  for (const name of names) {
    const plain = await readFile(join(folder, name));
    expect(gunzipSync(await readFile(join(folder, `${name}.gz`))).equals(plain)).toBe(true);
    expect(brotliDecompressSync(await readFile(join(folder, `${name}.br`))).equals(plain)).toBe(true);
  }
});

it("stays within its limit", () => {
  expect(page.gzip).toBe(page.files.reduce((sum, file) => sum + file.gzip, 0));
  expect(page.gzip).toBeLessThan(PAGE_LIMIT);
});

it("needs no inline script or style and works below any folder", async () => {
  const html = await readFile(join(folder, "index.html"), "utf8");
  expect(html).not.toMatch(/<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)/);
  const manifest = await readFile(join(folder, "manifest.webmanifest"), "utf8");
  const links = [...`${html}${manifest}`.matchAll(/(?:src|href|start_url|scope)"?[=:]\s*"([^"]*)"/g)].map(
    match => match[1],
  );
  expect(links.length).toBeGreaterThan(6);
  for (const link of links.filter(link => !link?.startsWith("data:image/svg+xml;base64,"))) {
    expect(link).not.toMatch(/^\/|:/);
  }
});

it("carries its icon in the page and in the manifest, so that a browser asks for five files before it sounds", async () => {
  for (const name of ["index.html", "manifest.webmanifest"]) {
    const [, icon = ""] =
      /"data:image\/svg\+xml;base64,([^"]+)"/.exec(await readFile(join(folder, name), "utf8")) ?? [];
    expect(Buffer.from(icon, "base64").toString()).toMatch(/^<svg .*<title>Porthole<.*<\/svg>$/s);
  }
  expect(page.files.filter(({ name }) => name !== "worklet.js")).toHaveLength(5);
});

import { existsSync, globSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "..");
const pages = globSync(["*.md", "docs/**/*.md"], { cwd: root });

test.each(pages)("every file that %s links to is there", page => {
  const links = [...readFileSync(join(root, page), "utf8").matchAll(/\]\(([^)#\s]+)[^)]*\)/g)];
  const missing = links
    .map(link => link[1] ?? "")
    .filter(target => !/^[a-z]+:/.test(target) && !existsSync(join(root, dirname(page), target)));
  expect(missing).toEqual([]);
});

test("the architecture names only files that are there", () => {
  const text = readFileSync(join(root, "ARCHITECTURE.md"), "utf8");
  const named = [...text.matchAll(/`((?:packages|images|tests|bench|scripts)\/[\w./-]+)`/g)].map(
    match => match[1] ?? "",
  );
  expect(named.length).toBeGreaterThan(15);
  expect(named.filter(path => !existsSync(join(root, path)))).toEqual([]);
});

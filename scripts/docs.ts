/**
 * Writes the docs that are made from sources; `--check` writes nothing and fails where one is out of date.
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { loadCatalog } from "@porthole/builder";
import { catalogPage, manifestJsonSchema } from "@porthole/contract";
import { settingsPage } from "@porthole/desktop/settings-page";
import { pageSchema, serverSchema } from "@porthole/protocol";
import { sourcesIn, tablesOf, withTables } from "@porthole/protocol/docs";
import { NOTICE_MARKS, noticesTable } from "@porthole/viewer/docs";
import type { Baseline } from "../bench/figure.ts";
import { chart } from "../bench/glass/chart.ts";
import { keptResults, medians } from "../bench/glass/results.ts";
import { performancePage } from "../bench/page.ts";
import { keptSoak } from "../bench/soak/results.ts";

const root = join(import.meta.dirname, "..");

/** Every generated page by its path, with what makes it. */
const PAGES: Record<string, () => Promise<string>> = {
  "docs/catalog.md": async () => {
    const catalog = await loadCatalog(root);
    return catalogPage([...catalog.values()].map(entry => entry.manifest));
  },
  "docs/protocol.md": async () => {
    const page = await readFile(join(root, "docs/protocol.md"), "utf8");
    const sources = sourcesIn(join(root, "packages/protocol/src"));
    return withTables(page, tablesOf(pageSchema, serverSchema, sources));
  },
  "docs/desktop-settings.md": async () => settingsPage(),
  "docs/page.md": async () =>
    withTables(await readFile(join(root, "docs/page.md"), "utf8"), noticesTable(), NOTICE_MARKS),
  "docs/performance.md": async () => {
    const stored = await readFile(join(root, "bench/baseline.json"), "utf8");
    return performancePage(JSON.parse(stored) as Baseline, await keptResults(root), await keptSoak(root));
  },
  "docs/performance.svg": async () => {
    const results = await keptResults(root);
    return chart(results ? medians(results) : {});
  },
  "docs/manifest.schema.json": async () => `${JSON.stringify(manifestJsonSchema(), null, 2)}\n`,
};

const check = process.argv.includes("--check");
for (const [path, make] of Object.entries(PAGES)) {
  const target = join(root, path);
  const [wanted, found] = await Promise.all([make(), readFile(target, "utf8").catch(() => "")]);
  if (wanted === found) {
    continue;
  }
  if (check) {
    process.stdout.write(`${path} is out of date; run: node scripts/docs.ts\n`);
    process.exitCode = 1;
  } else {
    await writeFile(target, wanted);
    process.stdout.write(`wrote ${path}\n`);
  }
}

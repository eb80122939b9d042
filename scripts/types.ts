/** Type-checks every room against the environment it runs in: one tsconfig each. */
import { spawnSync } from "node:child_process";
import { globSync } from "node:fs";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const projects = globSync("{packages/*/**,images,tests,bench,scripts}/tsconfig.json", {
  cwd: root,
  exclude: path => path.includes("node_modules"),
}).sort();

let failed = 0;
for (const project of projects) {
  const { status } = spawnSync(join(root, "node_modules/.bin/tsc"), ["-p", project], {
    cwd: root,
    stdio: "inherit",
  });
  if (status !== 0) {
    process.stdout.write(`types: ${project} failed\n`);
    failed++;
  }
}
process.stdout.write(`types: ${projects.length - failed} of ${projects.length} projects are sound\n`);
process.exitCode = failed === 0 ? 0 : 1;

/**
 * Runs every check of the repository, one after another, and sums up.
 *
 * `node scripts/check.ts [PART…]`; all parts when none is named. It installs nothing: `./porthole test` does that first.
 */
import { spawnSync } from "node:child_process";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const bin = (name: string) => join(root, "node_modules/.bin", name);

/** The checks, cheapest first, each with the command that runs it. */
const PARTS: Record<string, { promise: string; command: string[] }> = {
  types: {
    promise: "every room compiles against its own environment",
    command: [bin("node"), "scripts/types.ts"],
  },
  lint: { promise: "lint and format", command: [bin("biome"), "ci", "."] },
  docs: { promise: "generated docs are up to date", command: [bin("node"), "scripts/docs.ts", "--check"] },
  unit: { promise: "unit and property tests", command: [bin("vitest"), "run", "--project", "unit"] },
  images: { promise: "every image builds", command: [join(root, "porthole"), "image", "build", "--all"] },
  container: { promise: "real containers", command: [bin("vitest"), "run", "--project", "container"] },
  browser: { promise: "real browsers", command: [bin("vitest"), "run", "--project", "browser"] },
  sizes: {
    promise: "images and page are no larger than promised",
    command: [bin("node"), "bench/run.ts", "--check", "sizes"],
  },
};

const asked = process.argv.slice(2);
const unknown = asked.filter(part => !(part in PARTS));
if (unknown.length > 0) {
  process.stderr.write(
    `There is no check ${unknown.join(", ")}; there are ${Object.keys(PARTS).join(", ")}.\n`,
  );
  process.exit(2);
}

const rows: string[] = [];
let failed = false;
for (const [name, part] of Object.entries(PARTS)) {
  if (asked.length > 0 && !asked.includes(name)) {
    continue;
  }
  process.stdout.write(`\n── ${name}: ${part.promise}\n`);
  const began = performance.now();
  const [command = "", ...args] = part.command;
  const { status } = spawnSync(command, args, {
    cwd: root,
    stdio: "inherit",
    env: {
      ...process.env,
      PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
      PORTHOLE_YES: "1",
    },
  });
  failed ||= status !== 0;
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  rows.push(
    `${status === 0 ? "ok    " : "FAILED"}  ${name.padEnd(10)} ${seconds.padStart(7)} s  ${part.promise}`,
  );
}
process.stdout.write(`\n${rows.join("\n")}\n`);
process.exitCode = failed ? 1 : 0;

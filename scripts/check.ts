/**
 * Runs every check of the repository, one after another, and sums up; what failed is told again at the very end, so that
 * the last lines of a log are enough to know it.
 *
 * `node scripts/check.ts [PART…]`; all parts when none is named. It installs nothing: `./porthole test` does that first.
 */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const root = join(import.meta.dirname, "..");
const bin = (name: string) => join(root, "node_modules/.bin", name);

/** Where the test runner leaves what it found, a file a part. */
const reports = mkdtempSync(join(tmpdir(), "porthole-check-"));
process.on("exit", () => rmSync(reports, { recursive: true, force: true }));

const tests = (project: string): string[] => [
  bin("vitest"),
  "run",
  "--project",
  project,
  "--reporter=default",
  "--reporter=json",
  `--outputFile.json=${join(reports, project)}`,
];

/** The checks, cheapest first, each with the command that runs it. */
const PARTS: Record<string, { promise: string; command: string[] }> = {
  types: {
    promise: "every room compiles against its own environment",
    command: [bin("node"), "scripts/types.ts"],
  },
  lint: { promise: "lint and format", command: [bin("biome"), "ci", "."] },
  docs: { promise: "generated docs are up to date", command: [bin("node"), "scripts/docs.ts", "--check"] },
  unit: { promise: "unit and property tests", command: tests("unit") },
  images: { promise: "every image builds", command: [join(root, "porthole"), "image", "build", "--all"] },
  container: { promise: "real containers", command: tests("container") },
  browser: { promise: "real browsers", command: tests("browser") },
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

/** The part of the test runner's report (Vitest's JSON reporter, Jest's shape) that is told again. */
interface Report {
  testResults: {
    name: string;
    message?: string;
    assertionResults: { fullName: string; status: string; failureMessages: string[] }[];
  }[];
}

/** What failed in a part: each test, or each file that could not be run, with the first lines of why. */
function failures(part: string): string[] {
  let report: Report;
  try {
    report = JSON.parse(readFileSync(join(reports, part), "utf8"));
  } catch {
    return [];
  }
  const told = (where: string, why: string) =>
    [
      `✗ ${where}`,
      ...why
        .split("\n")
        .filter(line => !line.includes("node_modules"))
        .slice(0, 25),
    ]
      .join("\n    ")
      .trimEnd();
  return report.testResults.flatMap(file => [
    ...(file.message ? [told(file.name, file.message)] : []),
    ...file.assertionResults
      .filter(test => test.status === "failed")
      .map(test => told(`${file.name} › ${test.fullName}`, test.failureMessages.join("\n"))),
  ]);
}

const rows: string[] = [];
const again: string[] = [];
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
  if (status !== 0) {
    again.push(...failures(name));
  }
  const seconds = ((performance.now() - began) / 1000).toFixed(1);
  rows.push(
    `${status === 0 ? "ok    " : "FAILED"}  ${name.padEnd(10)} ${seconds.padStart(7)} s  ${part.promise}`,
  );
}
process.stdout.write(`\n${[...again, "", ...rows].join("\n")}\n`);
process.exitCode = failed ? 1 : 0;

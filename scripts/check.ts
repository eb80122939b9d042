/**
 * Runs every check of the repository and sums up; what failed is told again at the very end, so that the last lines of a
 * log are enough to know it. One follows the other, but for the tests in browsers: they and those of containers mostly
 * wait, and so run side by side.
 *
 * `node scripts/check.ts [PART…]`; all parts when none is named. It installs nothing: `./porthole test` does that first.
 */
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createReadStream, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";

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

/** A check, with the command that runs it; `beside` another, its output comes after that one's. */
type Part = { promise: string; command: string[]; beside?: string };

/** The checks, cheapest first. */
const PARTS: Record<string, Part> = {
  types: {
    promise: "every room compiles against its own environment",
    command: [bin("node"), "scripts/types.ts"],
  },
  lint: { promise: "lint and format", command: [bin("biome"), "ci", "."] },
  docs: { promise: "generated docs are up to date", command: [bin("node"), "scripts/docs.ts", "--check"] },
  unit: { promise: "unit and property tests", command: tests("unit") },
  images: { promise: "every image builds", command: [join(root, "porthole"), "image", "build", "--all"] },
  container: { promise: "real containers", command: tests("container") },
  browser: { promise: "real browsers", command: tests("browser"), beside: "container" },
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

/** Starts a part, with its output in a file where one is given. Gives its exit code and the seconds it took. */
async function run(
  { command: [command = "", ...args] }: Part,
  file?: string,
): Promise<[number | null, number]> {
  const began = performance.now();
  const output = file === undefined ? "inherit" : openSync(file, "w");
  const child = spawn(command, args, {
    cwd: root,
    stdio: ["inherit", output, output],
    env: {
      ...process.env,
      PATH: `${join(root, "node_modules/.bin")}:${process.env.PATH}`,
      PORTHOLE_YES: "1",
    },
  });
  const [status] = (await once(child, "close")) as [number | null];
  return [status, (performance.now() - began) / 1000];
}

const wanted = Object.entries(PARTS).filter(([name]) => asked.length === 0 || asked.includes(name));
const rows: string[] = [];
const again: string[] = [];
let failed = false;
/** Parts that were started beside another. */
const running = new Map<string, ReturnType<typeof run>>();
const outputOf = (name: string) => join(reports, `${name}.log`);
for (const [name, part] of wanted) {
  for (const [other, started] of wanted.filter(([, { beside }]) => beside === name)) {
    process.stdout.write(`\n── ${other}, beside what follows: ${started.promise}\n`);
    running.set(other, run(started, outputOf(other)));
  }
  const early = running.get(name);
  if (!early) {
    process.stdout.write(`\n── ${name}: ${part.promise}\n`);
  }
  const [status, seconds] = await (early ?? run(part));
  if (early) {
    process.stdout.write(`\n── ${name}: what it said meanwhile\n`);
    await pipeline(createReadStream(outputOf(name)), process.stdout, { end: false });
  }
  failed ||= status !== 0;
  if (status !== 0) {
    again.push(...failures(name));
  }
  const verdict = status === 0 ? "ok    " : "FAILED";
  rows.push(`${verdict}  ${name.padEnd(10)} ${seconds.toFixed(1).padStart(7)} s  ${part.promise}`);
}
process.stdout.write(`\n${[...again, "", ...rows].join("\n")}\n`);
process.exitCode = failed ? 1 : 0;

/**
 * Measures, compares with the stored baseline, and prints a table.
 *
 * `node bench/run.ts [GROUP…]` measures; `--check` exits 1 where a promise is broken or a figure is far above its baseline;
 * `--store` makes what was measured the new baseline. Timings are compared as ratios to a reference of the same run.
 * `node bench/run.ts glass` is a bench of its own: the picture on the glass, beside its peers (`glass/run.ts`); so is
 * `node bench/run.ts soak`: what the desktop's servers hold after an hour (`soak/run.ts`).
 */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Baseline, type Figure, type FigureGroup, median } from "./figure.ts";
import { appWindow } from "./figures/app-window.ts";
import { clipboard } from "./figures/clipboard.ts";
import { cold } from "./figures/cold.ts";
import { commandLine } from "./figures/command-line.ts";
import { files } from "./figures/files.ts";
import { firstFrame } from "./figures/first-frame.ts";
import { init } from "./figures/init.ts";
import { input } from "./figures/input.ts";
import { inputGlass } from "./figures/input-glass.ts";
import { sizes } from "./figures/sizes.ts";
import { sound } from "./figures/sound.ts";

if (process.argv[2] === "glass") {
  const { glass } = await import("./glass/run.ts");
  process.exit(await glass(process.argv.slice(3), join(import.meta.dirname, "..")));
}
if (process.argv[2] === "soak") {
  const { soak } = await import("./soak/run.ts");
  process.exit(await soak(process.argv.slice(3), join(import.meta.dirname, "..")));
}

/** Those of the desktop; each can be named alone. */
const DESKTOP: readonly FigureGroup[] = [firstFrame, appWindow, clipboard, files, sound];
/** Only when named: `cold` builds everything again and takes minutes; `input` types for two. */
const BY_DEFAULT: readonly FigureGroup[] = [sizes, ...init, commandLine, ...DESKTOP];
const GROUPS: readonly FigureGroup[] = [...BY_DEFAULT, input, inputGlass, cold];
const BASELINE = join(import.meta.dirname, "baseline.json");

const asked = process.argv.slice(2).filter(word => !word.startsWith("--"));
const flags = new Set(process.argv.slice(2).filter(word => word.startsWith("--")));
const groups = asked.length > 0 ? GROUPS.filter(group => asked.some(isMeant(group))) : BY_DEFAULT;
if (asked.some(word => !GROUPS.some(group => isMeant(group)(word)))) {
  process.stderr.write(`The groups are ${GROUPS.map(group => group.id).join(", ")}.\n`);
  process.exit(2);
}

const baseline = JSON.parse(await readFile(BASELINE, "utf8").catch(() => "{}")) as Baseline;
const measured: Baseline = {};
let broken = 0;
process.stdout.write(`${row("figure", "measured", "promise", "baseline", "to baseline", "")}\n`);
for (const group of groups) {
  try {
    for (const figure of await group.figures()) {
      broken += report(figure, await measure(figure)) ? 0 : 1;
    }
  } finally {
    await group.close?.();
  }
}
if (flags.has("--store")) {
  const merged = Object.fromEntries(
    Object.entries({ ...baseline, ...measured }).sort(([a], [b]) => (a < b ? -1 : 1)),
  );
  await writeFile(BASELINE, `${JSON.stringify(merged, null, 2)}\n`);
}
process.exitCode = flags.has("--check") && broken > 0 ? 1 : 0;

/** Whether a word names a group; `init` names all that begin with `init-`. */
function isMeant({ id }: FigureGroup): (word: string) => boolean {
  return word => id === word || id.startsWith(`${word}-`);
}

async function measure(figure: Figure): Promise<number> {
  const samples: number[] = [];
  for (let i = 0; i < figure.samples; i++) {
    samples.push(await figure.sample());
  }
  const value = median(samples);
  const reference = figure.against === undefined ? undefined : measured[figure.against]?.value;
  measured[figure.id] = {
    what: figure.what,
    value: round(value),
    unit: figure.unit,
    ...(Number.isFinite(figure.most) ? { most: figure.most } : {}),
    ...(figure.original === undefined ? {} : { original: figure.original }),
    ...(reference ? { ratio: round(value / reference) } : {}),
  };
  return value;
}

/** Prints a figure's row; whether it holds its promise and its baseline. */
function report(figure: Figure, value: number): boolean {
  const stored = baseline[figure.id];
  const ratio = measured[figure.id]?.ratio;
  const change =
    stored && (ratio && stored.ratio ? ratio / stored.ratio : stored.value ? value / stored.value : 1);
  const kept = value <= figure.most && (change === undefined || change <= figure.tolerance);
  process.stdout.write(
    `${row(
      figure.id,
      `${round(value)} ${figure.unit}`,
      Number.isFinite(figure.most) ? `≤ ${figure.most}` : "",
      stored ? `${stored.value}` : "",
      change === undefined ? "" : `× ${change.toFixed(2)}`,
      kept ? "" : value > figure.most ? "BROKEN" : "SLOWER",
    )}\n`,
  );
  return kept;
}

function row(...cells: string[]): string {
  return cells.map((cell, index) => (index === 0 ? cell.padEnd(28) : cell.padStart(14))).join("");
}

function round(value: number): number {
  return Number(value.toPrecision(4));
}

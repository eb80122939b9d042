import { writeFile } from "node:fs/promises";
import { cpus } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startDesktop } from "../../packages/desktop/test/running-desktop.ts";
import { atRest, strain } from "../../packages/desktop/test/soak.ts";
import { memory, type Sample, SOAK_RESULTS, type SoakResults, verdict } from "./results.ts";

/** At most five frames a second and a page a second, so that other work on the machine hardly notices. */
const MODEST = { change: 200, round: 1000 };
const MINUTE = 60_000;
/** Time, in ms, kept of each minute to see what is held. */
const LOOK = 15_000;
const SHORTEST = 6;

const USAGE = `node bench/run.ts soak [--minutes N] [--keep]

Keeps a desktop busy with motion, resizing and reconnecting, and prints each minute what its servers hold; 60 minutes unless told otherwise.
Exits 1 where memory in use grew by more than 3 % after the first sixth, or a thread, file or segment was left behind.
--keep    the results become the project's: ${SOAK_RESULTS}, from which docs/performance.md is made
`;

/** Reads the words of the command line: what was asked for, or what is wrong with it in words. */
export function readSoakWords(words: readonly string[]): { minutes: number; keep: boolean } | string {
  let values: { minutes?: string; keep?: boolean };
  try {
    ({ values } = parseArgs({
      args: [...words],
      options: { minutes: { type: "string" }, keep: { type: "boolean" } },
    }));
  } catch (error) {
    return (error as Error).message;
  }
  const minutes = Number(values.minutes ?? 60);
  if (!Number.isInteger(minutes) || minutes < SHORTEST) {
    return `--minutes takes a whole number from ${SHORTEST} up, not ${values.minutes}.`;
  }
  return { minutes, keep: values.keep ?? false };
}

/** The command. @returns its exit code */
export async function soak(words: readonly string[], root: string): Promise<number> {
  const asked = readSoakWords(words);
  if (typeof asked === "string") {
    process.stderr.write(`${asked}\n\n${USAGE}`);
    return 2;
  }
  const results = await run(asked.minutes);
  const { inUse, found, broken } = verdict(results);
  const percent = (ratio: number) => `${((ratio - 1) * 100).toFixed(2)} %`;
  process.stdout.write(
    `${results.pages} pages; memory in use grew by ${percent(inUse)}, as found by ${percent(found)}\n`,
  );
  process.stdout.write(`${broken.length > 0 ? `BROKEN: ${broken.join("; ")}` : "as promised"}\n`);
  if (asked.keep) {
    await writeFile(join(root, SOAK_RESULTS), `${JSON.stringify(results, null, 1)}\n`);
  }
  return broken.length > 0 ? 1 : 0;
}

async function run(minutes: number): Promise<SoakResults> {
  await using desktop = await startDesktop();
  const began = performance.now();
  const look = async (collected: boolean): Promise<Sample> => {
    const held = await atRest(desktop, collected);
    const sample = { minute: round((performance.now() - began) / MINUTE), ...rounded(held) };
    process.stdout.write(`${row(sample)}${collected ? "   in use" : ""}\n`);
    return sample;
  };
  const found: Sample[] = [];
  let before: Sample | undefined;
  let pages = 0;
  for (let minute = 1; minute <= minutes; minute++) {
    const left = began + minute * MINUTE - LOOK - performance.now();
    pages += await strain(desktop, { milliseconds: left, ...MODEST });
    found.push(await look(false));
    if (before === undefined && minute >= minutes / 6) {
      before = await look(true);
    }
  }
  const after = await look(true);
  return {
    measured: new Date().toISOString().slice(0, 10),
    processor: `${cpus().length} × ${(cpus()[0]?.model ?? "").trim()}`,
    minutes,
    pages,
    found,
    inUse: { before: before ?? after, after },
  };
}

function row(sample: Sample): string {
  const { minute, server, xServer, threads, files, segments } = sample;
  return `minute ${minute}: ${memory(sample).toFixed(1)} MB (server ${server}, X server ${xServer}), ${threads} threads, ${files} files, ${segments} segments`;
}

function rounded<T extends Record<string, number>>(values: T): T {
  return Object.fromEntries(Object.entries(values).map(([name, value]) => [name, round(value)])) as T;
}

function round(value: number): number {
  return Number(value.toFixed(2));
}

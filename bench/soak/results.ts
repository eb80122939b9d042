import { readFile } from "node:fs/promises";
import { join } from "node:path";
import type { Held } from "../../packages/desktop/test/processes.ts";
import { median } from "../figure.ts";

/** What was held so many minutes after the start, with one page at rest. */
export type Sample = Held & { minute: number };

/** What a run of the soak leaves. */
export type SoakResults = {
  /** Day, as 2026-01-31. */
  measured: string;
  processor: string;
  /** Minutes in all; the first sixth warms up. */
  minutes: number;
  /** Pages that came and went. */
  pages: number;
  /** As found, one a minute. */
  found: Sample[];
  /** Without what nothing refers to: at the end of the first sixth, and at the end. */
  inUse: { before: Sample; after: Sample };
};

/** Most that memory may have grown, as a ratio. */
export const FLAT = 1.03;

/** Where the results of the page are kept, from the project's root. */
export const SOAK_RESULTS = "bench/results/soak.json";

/** Reads the results of the page; undefined where there are none yet. */
export async function keptSoak(root: string): Promise<SoakResults | undefined> {
  const text = await readFile(join(root, SOAK_RESULTS), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as SoakResults);
}

/** How a soak came out. */
export type Verdict = {
  /** Ratios of memory at the end to that after the warm-up: what is in use, and medians of a sixth of the run as it was found. */
  inUse: number;
  found: number;
  /** Threads, open files and segments at the end that were not there after the warm-up. */
  left: { threads: number; files: number; segments: number };
  /** In words what is not as promised. */
  broken: string[];
};

/** Judges a run by what was promised: memory in use flat within 3 %, and nothing left behind. */
export function verdict({ minutes, found, inUse: { before, after } }: SoakResults): Verdict {
  const sixth = (index: number) =>
    median(
      found
        .filter(({ minute }) => minute > (minutes * index) / 6 && minute <= (minutes * (index + 1)) / 6)
        .map(memory),
    );
  const grown = (what: "threads" | "files" | "segments") => Math.max(0, after[what] - before[what]);
  const left = { threads: grown("threads"), files: grown("files"), segments: grown("segments") };
  const inUse = memory(after) / memory(before);
  const broken = Object.entries(left).flatMap(([what, count]) => (count > 0 ? `${count} ${what} left` : []));
  if (inUse > FLAT) {
    broken.unshift(`memory in use grew by ${((inUse - 1) * 100).toFixed(1)} %`);
  }
  return { inUse, found: sixth(5) / sixth(1), left, broken };
}

/** MB of both servers. */
export function memory({ server, xServer }: Held): number {
  return server + xServer;
}

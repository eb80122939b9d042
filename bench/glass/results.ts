import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { median } from "../figure.ts";

/** What a measure finds, by name; null where there was nothing to find, such as a picture that did not come back. */
export type Figures = Record<string, number | null>;

/** One server measured once. */
export type Round = {
  server: string;
  repeat: number;
  figures: Figures;
  /** Measures that came to no end. */
  failed?: string[];
};

/** What a run of the bench on the glass leaves. */
export type GlassResults = {
  /** Day, as 2026-01-31. */
  measured: string;
  processor: string;
  repeats: number;
  rounds: Round[];
};

/** Where the results of the page are kept, from the project's root. */
export const RESULTS = "bench/results/glass.json";

/** Reads the results of the page; undefined where there are none yet. */
export async function keptResults(root: string): Promise<GlassResults | undefined> {
  const text = await readFile(join(root, RESULTS), "utf8").catch(() => undefined);
  return text === undefined ? undefined : (JSON.parse(text) as GlassResults);
}

/** The middle of each figure's repeats, by server. */
export type Medians = Record<string, Figures>;

/** Middle values of all repeats. One in which something never came counts as infinitely long; most such make the median null. */
export function medians({ rounds }: GlassResults): Medians {
  const servers = [...new Set(rounds.map(({ server }) => server))];
  return Object.fromEntries(
    servers.map(server => {
      const own = rounds.filter(round => round.server === server).map(({ figures }) => figures);
      const names = [...new Set(own.flatMap(figures => Object.keys(figures)))];
      return [
        server,
        Object.fromEntries(names.map(name => [name, middle(own.map(figures => figures[name]))])),
      ];
    }),
  );
}

function middle(values: readonly (number | null | undefined)[]): number | null {
  const value = median(values.filter(one => one !== undefined).map(one => one ?? Number.POSITIVE_INFINITY));
  return Number.isFinite(value) ? Number(value.toPrecision(4)) : null;
}

/** One measured figure. */
export type Figure = {
  /** Dotted, permanent: `up.warm.nzbget`. */
  id: string;
  /** In words, for the table in the docs. */
  what: string;
  unit: "ms" | "s" | "MB" | "kB" | "count";
  /** What the project promises; a check fails above it. */
  most: number;
  /** How far above its stored baseline a value may lie, as a factor. */
  tolerance: number;
  /** What a timing is divided by, so that machines of unlike speed can be compared: another figure of the same run. */
  against?: string;
  /** What the original was seen to take, in words. */
  original?: string;
  /** Takes one sample. */
  sample(): Promise<number> | number;
  /** Samples to take; the median counts. */
  samples: number;
};

/** What was measured and stored, by figure. */
export type Baseline = Record<
  string,
  { what: string; value: number; unit: Figure["unit"]; most?: number; ratio?: number; original?: string }
>;

/** A group of figures that shares a set-up. */
export type FigureGroup = {
  id: string;
  /** What it measures, for the table. */
  about: string;
  figures(): Promise<readonly Figure[]> | readonly Figure[];
  /** Undoes the set-up. */
  close?(): Promise<void>;
};

/** The middle value; of an even number, the mean of the two in the middle. */
export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const half = sorted.length >> 1;
  const [low = Number.NaN, high = Number.NaN] = [sorted[sorted.length % 2 ? half : half - 1], sorted[half]];
  return (low + high) / 2;
}

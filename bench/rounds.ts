import type { Figure } from "./figure.ts";

/** Takes every sample once a round, in an order that turns, so that none always comes after the same other. */
export async function rounds<Samples extends Record<string, () => Promise<unknown>>>(
  count: number,
  samples: Samples,
): Promise<{ [Name in keyof Samples]: Awaited<ReturnType<Samples[Name]>>[] }> {
  const names = Object.keys(samples);
  const taken: Record<string, unknown[]> = Object.fromEntries(names.map(name => [name, []]));
  for (let round = 0; round < count; round++) {
    for (let turn = 0; turn < names.length; turn++) {
      const name = names[(round + turn) % names.length] ?? "";
      taken[name]?.push(await samples[name]?.());
    }
  }
  return taken as { [Name in keyof Samples]: Awaited<ReturnType<Samples[Name]>>[] };
}

/** What each sample has over the reference of its round, divided by `parts`. */
export function over(samples: readonly number[], reference: readonly number[], parts = 1): number[] {
  return samples.map((sample, round) => (sample - (reference[round] ?? Number.NaN)) / parts);
}

/** A figure whose samples are there already. */
export function recorded(
  values: readonly number[],
  figure: Omit<Figure, "sample" | "samples" | "most" | "tolerance"> & { most?: number; tolerance?: number },
): Figure {
  let next = 0;
  return {
    most: Number.POSITIVE_INFINITY,
    tolerance: Number.POSITIVE_INFINITY,
    ...figure,
    samples: values.length,
    sample: async () => values[next++] ?? Number.NaN,
  };
}

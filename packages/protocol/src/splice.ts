/** Samples before a place that what lies before another one is compared with. */
const WINDOW = 240;
/** Sum of squares below which nothing is heard: all places are alike there. */
const QUIET = 1e-5;

/** A place in a ring of samples, and how much what lies before it is like what was looked for: 1 for the same, 0 for nothing in common. */
export type Found = { place: number; likeness: number };

/**
 * Of the places from `first` to `last`, upwards or downwards, the one after which a ring of samples goes on most like after `place`: what lies
 * before both is most alike (waveform similarity, as in WSOLA). The ring's length is a power of two; every second sample is compared.
 */
export function mostAlike(ring: Float32Array, place: number, first: number, last: number): Found {
  const mask = ring.length - 1;
  const wanted = Float32Array.from(
    { length: WINDOW / 2 },
    (_, i) => ring[(place - WINDOW + i * 2) & mask] ?? 0,
  );
  const own = wanted.reduce((sum, sample) => sum + sample * sample, 0);
  const step = last < first ? -1 : 1;
  let best = first;
  let alike = Number.NEGATIVE_INFINITY;
  for (let other = first; other * step <= last * step; other += step) {
    let product = 0;
    let energy = 1e-9;
    for (let i = 0; i < wanted.length; i++) {
      const sample = ring[(other - WINDOW + i * 2) & mask] ?? 0;
      product += (wanted[i] ?? 0) * sample;
      energy += sample * sample;
    }
    // Of places that are as good, the first one.
    const found = energy + own < QUIET ? 1 : product / Math.sqrt(energy * (own + 1e-9));
    if (found > alike + 1e-6) {
      alike = found;
      best = other;
    }
  }
  return { place: best, likeness: alike };
}

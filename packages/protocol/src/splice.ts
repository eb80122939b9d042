/** Samples before a place that what lies before another one is compared with. */
const WINDOW = 240;

/**
 * Of the places from `least` to `most`, the one after which a ring of samples goes on most like after `place`: what lies before both is most alike
 * (waveform similarity, as in WSOLA). `at` reads the ring; every second sample is compared.
 */
export function mostAlike(at: (place: number) => number, place: number, least: number, most: number): number {
  const wanted = Float32Array.from({ length: WINDOW / 2 }, (_, i) => at(place - WINDOW + i * 2));
  let best = least;
  let alike = Number.NEGATIVE_INFINITY;
  for (let other = least; other <= most; other++) {
    let product = 0;
    let energy = 1e-9;
    for (let i = 0; i < wanted.length; i++) {
      const sample = at(other - WINDOW + i * 2);
      product += (wanted[i] ?? 0) * sample;
      energy += sample * sample;
    }
    // Of places that are as good, the first one.
    const found = product / Math.sqrt(energy);
    if (found > alike + 1e-6) {
      alike = found;
      best = other;
    }
  }
  return best;
}

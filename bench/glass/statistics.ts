/** A part of a whole screen, in pixels. */
export type Area = { x: number; y: number; width: number; height: number };

/** Something drawn or seen: when, in milliseconds of the machine's monotonic clock, and which. */
export type Sighting = readonly [time: number, value: number];

/**
 * The value that `share` of the values do not exceed (nearest rank); NaN of none.
 * @param share 0 to 1
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Milliseconds from drawing to seeing, of every value that was seen; the first sighting counts. Values are drawn once each. */
export function delays(drawn: readonly Sighting[], seen: readonly Sighting[]): number[] {
  const first = new Map<number, number>();
  for (const [time, value] of seen) {
    if (!first.has(value)) {
      first.set(value, time);
    }
  }
  return drawn.flatMap(([time, value]) => {
    const found = first.get(value);
    return found === undefined || found < time ? [] : [found - time];
  });
}

/** Delays of something that goes back and forth between two values: each drawing pairs with the first sighting of its value before the next drawing. */
export function flipDelays(drawn: readonly Sighting[], seen: readonly Sighting[]): number[] {
  return drawn.flatMap(([time, value], index) => {
    const until = drawn[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
    const found = seen.find(sighting => sighting[0] >= time && sighting[0] < until && sighting[1] === value);
    return found ? [found[0] - time] : [];
  });
}

/** The longest time between two neighbours, ends included, in milliseconds. */
export function longestGap(times: readonly number[], from: number, to: number): number {
  const inside = [from, ...times.filter(time => time > from && time < to), to];
  return Math.max(...inside.slice(1).map((time, index) => time - (inside[index] ?? time)));
}

/** Pixels of four bytes, of which the fourth is not looked at. */
export type Rows = {
  pixels: Uint8Array;
  /** Bytes from one row to the next. */
  stride: number;
};

/** Peak signal-to-noise ratio of one area of two pictures over blue, green and red, in dB; infinite where they are the same. */
export function psnr(a: Rows, b: Rows, { x, y, width, height }: Area): number {
  let squares = 0;
  for (let row = y; row < y + height; row++) {
    let [from, to] = [row * a.stride + x * 4, row * b.stride + x * 4];
    for (const end = from + width * 4; from < end; from += 4, to += 4) {
      const blue = (a.pixels[from] ?? 0) - (b.pixels[to] ?? 0);
      const green = (a.pixels[from + 1] ?? 0) - (b.pixels[to + 1] ?? 0);
      const red = (a.pixels[from + 2] ?? 0) - (b.pixels[to + 2] ?? 0);
      squares += blue * blue + green * green + red * red;
    }
  }
  return 10 * Math.log10((255 * 255) / (squares / (3 * width * height)));
}

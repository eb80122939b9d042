import { blank, type Picture } from "./picture.ts";

/** A series of numbers from 0 to 1 that is the same in every run (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}

/** Distances between the support points of smooth noise, in pixels, with how much light and how much colour each adds, of 255. */
const OCTAVES = [
  [270, 110, 40],
  [90, 70, 20],
  [30, 44, 8],
  [9, 26, 3],
  [3, 12, 0],
] as const;

/**
 * A picture like a photo: smooth light and colour at several scales, edges of overlapping shapes, and the fine noise of a sensor. Its lower edge continues at
 * its upper one, so that it can scroll for ever.
 * @param height a multiple of 270
 */
export function paintPhoto(width: number, height: number, seed: number): Picture {
  const random = seeded(seed);
  const sum = new Float32Array(width * height * 3).fill(110);
  for (const [step, light, colour] of OCTAVES) {
    addNoise(sum, width, height, { step, light, colour }, random);
  }
  for (let shape = 0; shape < (width * height) / 40_000; shape++) {
    addShape(sum, width, height, random);
  }
  const picture = blank(width, height);
  const into = clamped(picture);
  for (let pixel = 0; pixel < width * height; pixel++) {
    const grain = (random() - 0.5) * 5;
    for (let channel = 0; channel < 3; channel++) {
      into[pixel * 4 + channel] = (sum[pixel * 3 + channel] ?? 0) + grain;
    }
  }
  return picture;
}

/** Frames of a clip like a film: a camera pans over a photo while shapes move across, under grain of its own in every frame. */
export function paintFilm(width: number, height: number, frames: number, seed: number): Picture[] {
  const random = seeded(seed);
  const set = paintPhoto(width + frames * 3, Math.ceil((height + frames) / 270) * 270, seed + 1);
  const actors = Array.from({ length: 4 }, () => ({
    x: random() * width,
    y: height * (0.3 + random() * 0.5),
    speed: (random() - 0.5) * 14,
    radius: height * (0.08 + random() * 0.12),
    colour: [60 + random() * 90, 60 + random() * 90, 60 + random() * 90] as const,
  }));
  return Array.from({ length: frames }, (_, frame) => {
    const picture = blank(width, height);
    const into = clamped(picture);
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const from = ((y + (frame >> 1)) * set.width + x + frame * 3) * 4;
        const to = (y * width + x) * 4;
        const grain = (random() - 0.5) * 10;
        const actor = actors.find(
          one => (x - one.x - one.speed * frame) ** 2 + ((y - one.y) / 1.6) ** 2 < one.radius ** 2,
        );
        for (let channel = 0; channel < 3; channel++) {
          const under = set.pixels[from + channel] ?? 0;
          into[to + channel] = (actor ? (actor.colour[channel] ?? 0) * 0.8 + under * 0.2 : under) + grain;
        }
      }
    }
    return picture;
  });
}

/** A picture's bytes, which take any number as the nearest they can hold. */
function clamped({ pixels }: Picture): Uint8ClampedArray {
  return new Uint8ClampedArray(pixels.buffer, pixels.byteOffset, pixels.length);
}

/** Adds noise between support points `step` apart, joined by cubic curves: mostly light, as in nature, and some colour. */
function addNoise(
  sum: Float32Array,
  width: number,
  height: number,
  { step, light, colour }: { step: number; light: number; colour: number },
  random: () => number,
): void {
  const columns = Math.ceil(width / step) + 1;
  const rows = Math.round(height / step);
  const points = new Float32Array(columns * rows * 3);
  for (let point = 0; point < points.length; point += 3) {
    const luma = (random() - 0.5) * light;
    for (let channel = 0; channel < 3; channel++) {
      points[point + channel] = luma + (random() - 0.5) * colour;
    }
  }
  const smooth = (t: number) => t * t * (3 - 2 * t);
  for (let y = 0; y < height; y++) {
    const top = Math.floor(y / step) % rows;
    const bottom = (top + 1) % rows;
    const v = smooth((y % step) / step);
    for (let x = 0; x < width; x++) {
      const left = Math.floor(x / step);
      const u = smooth((x % step) / step);
      for (let channel = 0; channel < 3; channel++) {
        const at = (row: number, column: number) => points[(row * columns + column) * 3 + channel] ?? 0;
        const upper = at(top, left) * (1 - u) + at(top, left + 1) * u;
        const lower = at(bottom, left) * (1 - u) + at(bottom, left + 1) * u;
        const index = (y * width + x) * 3 + channel;
        sum[index] = (sum[index] ?? 0) + upper * (1 - v) + lower * v;
      }
    }
  }
}

/** Adds a shape with a sharp edge: a tilted ellipse, lit from one side. */
function addShape(sum: Float32Array, width: number, height: number, random: () => number): void {
  const [cx, cy, radius] = [random() * width, random() * height, 15 + random() * 90];
  const [tilt, flat] = [random() * Math.PI, 0.3 + random() * 0.7];
  const luma = 20 + random() * 200;
  const colour = Array.from({ length: 3 }, () => luma + (random() - 0.5) * 70);
  const [cos, sin] = [Math.cos(tilt), Math.sin(tilt)];
  for (let dy = -Math.ceil(radius); dy <= radius; dy++) {
    const y = Math.round(cy + dy + height) % height;
    for (let x = Math.max(0, Math.ceil(cx - radius)); x < Math.min(width, cx + radius); x++) {
      const [u, v] = [(x - cx) * cos + dy * sin, ((dy * cos - (x - cx) * sin) as number) / flat];
      if (u * u + v * v < radius * radius) {
        const lit = 0.7 + (0.3 * u) / radius;
        for (let channel = 0; channel < 3; channel++) {
          const index = (y * width + x) * 3 + channel;
          sum[index] = (sum[index] ?? 0) * 0.35 + (colour[channel] ?? 0) * lit * 0.65;
        }
      }
    }
  }
}

import { PNG } from "pngjs";

/** Red, green, blue, 0 to 255. */
export type Colour = readonly [number, number, number];
/** A screenshot. */
export type Shot = { width: number; height: number; png: Buffer; at(x: number, y: number): Colour };

/** What takes screenshots: a page, whoever drives its browser. */
export type Seen = { screenshot(): Promise<Uint8Array> };

/** What the page looks like, in device pixels. */
export async function shoot(page: Seen): Promise<Shot> {
  const png = Buffer.from(await page.screenshot());
  const { width, height, data } = PNG.sync.read(png);
  return {
    width,
    height,
    png,
    at(x, y) {
      const start = (y * width + x) * 4;
      return [data[start] ?? -1, data[start + 1] ?? -1, data[start + 2] ?? -1];
    },
  };
}

/** Largest difference of a channel between two colours. */
export function distance(a: Colour, b: Colour): number {
  return Math.max(Math.abs(a[0] - b[0]), Math.abs(a[1] - b[1]), Math.abs(a[2] - b[2]));
}

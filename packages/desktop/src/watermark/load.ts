import { readFile } from "node:fs/promises";
import { PNG } from "pngjs";
import { log } from "../log.ts";
import type { Location } from "./place.ts";

/** A watermark as capture workers get it: premultiplied B, G, R, A bytes. */
export type Mark = { width: number; height: number; pixels: Uint8Array; location: Location };

/** Reads the PNG at `path`; warns in the log, and gives `undefined`, where it cannot be read. */
export async function loadMark({
  path,
  location,
}: {
  path: string;
  location: Location;
}): Promise<Mark | undefined> {
  try {
    const { width, height, data } = PNG.sync.read(await readFile(path));
    return { width, height, pixels: premultiplied(data), location };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    log("warning", `no watermark: WATERMARK_PNG "${path}" cannot be read as PNG (${why})`);
    return undefined;
  }
}

/** Turns red, green, blue, alpha into premultiplied blue, green, red, alpha. */
function premultiplied(rgba: Uint8Array): Uint8Array {
  const out = new Uint8Array(rgba.length);
  for (let i = 0; i + 3 < rgba.length; i += 4) {
    const alpha = rgba[i + 3] ?? 0;
    for (let channel = 0; channel < 3; channel++) {
      out[i + channel] = Math.round(((rgba[i + 2 - channel] ?? 0) * alpha) / 255);
    }
    out[i + 3] = alpha;
  }
  return out;
}

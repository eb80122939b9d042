import { clip, coalesce, type Rect } from "../capture/region.ts";
import {
  FLAG_FAST_DCT,
  FLAG_OWN_BUFFER,
  type JpegLibrary,
  PIXELS_BGRX,
  SUBSAMPLING,
} from "../native/jpeg-library.ts";
import { type Address, copyFrom, NativeMemory } from "../native/memory.ts";
import { ChangeMap, rectsOfFlags } from "./change-map.ts";
import type { Encoded, Encoder, Picture } from "./encoder.ts";

/** Settings of one encoder; qualities 1 to 100. */
export type JpegSettings = { quality: number; settledQuality: number };

/** Tile by which settling is tracked; a multiple of the 16 pixels that subsampled JPEG blocks take. */
const TILE = 64;
/** Rectangles in one frame. */
const MOST_RECTS = 6;

/** Changed rectangles as JPEG, for pages that decode no H.264. */
export class JpegEncoder implements Encoder {
  readonly width: number;
  readonly height: number;
  readonly codecString = "";
  readonly #library: JpegLibrary;
  readonly #settings: JpegSettings;
  readonly #handle: Address;
  readonly #buffer: NativeMemory;
  readonly #changes: ChangeMap;
  readonly #flags: Uint8Array<ArrayBuffer>;
  #disposed: boolean = false;

  /** @throws Error where turbojpeg does not open. */
  constructor(library: JpegLibrary, width: number, height: number, settings: JpegSettings) {
    this.width = width;
    this.height = height;
    this.#library = library;
    this.#settings = settings;
    this.#changes = new ChangeMap(width, height, TILE);
    this.#flags = new Uint8Array(this.#changes.tiles);
    this.#handle = library.open();
    if (this.#handle === 0) {
      throw new Error("turbojpeg does not open");
    }
    this.#buffer = new NativeMemory(library.largest(width, height, SUBSAMPLING.full));
  }

  encode(picture: Picture, damage: readonly Rect[], key: boolean, now: number): Encoded {
    const whole = { x: 0, y: 0, width: this.width, height: this.height };
    const rects = key
      ? [whole]
      : coalesce(
          damage.flatMap(rect => this.#outwards(rect)),
          MOST_RECTS,
        );
    this.#changes.touch(rects, now);
    return {
      key,
      parts: rects.map(rect => this.#compress(picture, rect, SUBSAMPLING.half, this.#settings.quality)),
    };
  }

  unsettledSince(): number | undefined {
    return this.#changes.oldest();
  }

  settle(picture: Picture, before: number): Encoded | undefined {
    if (this.#changes.settle(this.#flags, before, 1) === 0) {
      return undefined;
    }
    const tiles = rectsOfFlags(this.#flags, this.#changes.columns, TILE);
    const rects = coalesce(tiles, MOST_RECTS).flatMap(rect => clip(rect, this.width, this.height) ?? []);
    return {
      key: false,
      parts: rects.map(rect =>
        this.#compress(picture, rect, SUBSAMPLING.full, this.#settings.settledQuality),
      ),
    };
  }

  [Symbol.dispose](): void {
    if (!this.#disposed) {
      this.#disposed = true;
      this.#library.close(this.#handle);
      this.#buffer[Symbol.dispose]();
    }
  }

  /** Edges on even pixels, so that subsampled colour does not bleed a different way each time. */
  #outwards(rect: Rect): Rect | [] {
    const x = rect.x & ~15;
    const y = rect.y & ~15;
    const right = (rect.x + rect.width + 15) & ~15;
    const bottom = (rect.y + rect.height + 15) & ~15;
    return clip({ x, y, width: right - x, height: bottom - y }, this.width, this.height) ?? [];
  }

  #compress(picture: Picture, rect: Rect, subsampling: number, quality: number) {
    const buffer: [Address] = [this.#buffer.address];
    const size: [number] = [this.#buffer.bytes];
    const result = this.#library.compress(
      this.#handle,
      picture.address + rect.y * picture.stride + rect.x * 4,
      rect.width,
      picture.stride,
      rect.height,
      PIXELS_BGRX,
      buffer,
      size,
      subsampling,
      quality,
      FLAG_OWN_BUFFER | FLAG_FAST_DCT,
    );
    if (result !== 0) {
      throw new Error(`turbojpeg failed on ${rect.width}x${rect.height}`);
    }
    return { x: rect.x, y: rect.y, data: copyFrom(this.#buffer.address, size[0]) };
  }
}

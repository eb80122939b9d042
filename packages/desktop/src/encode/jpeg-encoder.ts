import { clip, coalesce, cut, type Rect, startingAt } from "../capture/region.ts";
import {
  FLAG_FAST_DCT,
  FLAG_OWN_BUFFER,
  type JpegLibrary,
  PIXELS_BGRX,
  SUBSAMPLING,
} from "../native/jpeg-library.ts";
import { type Address, copyFrom, NativeMemory } from "../native/memory.ts";
import { ChangeMap, rectsOfFlags } from "./change-map.ts";
import type { Encoded, Encoder, Picture, Rate } from "./encoder.ts";
import { SettleBudget } from "./settle-budget.ts";

/** Settings of one encoder; quality 1 to 100. */
export type JpegSettings = { settledQuality: number };

/** Tile by which settling is tracked; a multiple of the 16 pixels that subsampled JPEG blocks take. */
const TILE = 64;
/** Rectangles in one frame. */
const MOST_RECTS = 6;
/** The worst quality that is sent: below it a picture hardly becomes smaller. */
/** As so many steps of a quantizer counts what comes in pieces: fewer frames are better. */
const IN_PIECES = 100;
const LEAST_QUALITY = 15;
/** Bytes a pixel that are reckoned with before any was sent, at {@link LEAST_QUALITY}. */
const FIRST_GUESS = 0.08;
/** How much of a new measurement is taken over. */
const LEARN = 0.3;

/** Changed rectangles as JPEG, for pages that decode no H.264. */
export class JpegEncoder implements Encoder {
  readonly width: number;
  readonly height: number;
  readonly settlesInParts: boolean = true;
  readonly codecString = "";
  readonly #library: JpegLibrary;
  readonly #settings: JpegSettings;
  readonly #handle: Address;
  readonly #buffer: NativeMemory;
  readonly #changes: ChangeMap;
  readonly #flags: Uint8Array<ArrayBuffer>;
  readonly #settling = new SettleBudget(2000);
  #bytesPerPixel = FIRST_GUESS;
  #nextRow = 0;
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

  encode(picture: Picture, damage: readonly Rect[], key: boolean, now: number, rate: Rate): Encoded {
    const whole = { x: 0, y: 0, width: this.width, height: this.height };
    const wanted = key
      ? [whole]
      : coalesce(
          damage.flatMap(rect => this.#outwards(rect)),
          MOST_RECTS,
        );
    this.#changes.touch(wanted, now);
    const pixels = wanted.reduce((sum, rect) => sum + rect.width * rect.height, 0);
    const bytes = key ? rate.burst : rate.bytes;
    const quality = this.#qualityFor(rate.jpegQuality, bytes, pixels);
    const { rects, rest } = cut(
      startingAt(wanted, this.#nextRow),
      quality > LEAST_QUALITY ? pixels : bytes / this.#bytesPerPixel,
    );
    this.#nextRow = rest[0]?.y ?? 0;
    const parts = rects.map(rect => this.#compress(picture, rect, SUBSAMPLING.half, quality));
    this.#learn(rects, parts, quality);
    const coarser = rest.length > 0 ? IN_PIECES : (rate.jpegQuality - quality) / 4;
    return key ? { key, parts, rest } : { key, parts, rest, coarser };
  }

  /** The best quality, at most the wished one, at which so many pixels fit the budget. */
  #qualityFor(wished: number, bytes: number, pixels: number): number {
    const share = bytes / (pixels * this.#bytesPerPixel);
    // The size of a JPEG grows about in proportion to its quality up to 80.
    return Math.max(1, Math.min(wished, Math.max(LEAST_QUALITY, Math.floor(LEAST_QUALITY * share))));
  }

  /** Bytes a pixel at {@link LEAST_QUALITY}. */
  #learn(rects: readonly Rect[], parts: Encoded["parts"], quality: number): void {
    const pixels = rects.reduce((sum, rect) => sum + rect.width * rect.height, 0);
    const bytes = parts.reduce((sum, { data }) => sum + data.length, 0);
    if (pixels > 0) {
      const seen = ((bytes / pixels) * LEAST_QUALITY) / Math.max(quality, LEAST_QUALITY);
      this.#bytesPerPixel = this.#bytesPerPixel * (1 - LEARN) + seen * LEARN;
    }
  }

  unsettledSince(): number | undefined {
    return this.#changes.oldest();
  }

  settle(picture: Picture, before: number, rate: Rate): Encoded | undefined {
    const due = this.#changes.settle(this.#flags, before, 1, this.#settling.tiles(rate.burst));
    if (due === 0) {
      return undefined;
    }
    const tiles = rectsOfFlags(this.#flags, 0, this.#changes.columns, TILE);
    const rects = coalesce(tiles, MOST_RECTS).flatMap(rect => clip(rect, this.width, this.height) ?? []);
    const parts = rects.map(rect =>
      this.#compress(picture, rect, SUBSAMPLING.full, this.#settings.settledQuality),
    );
    this.#settling.learn(
      due,
      parts.reduce((sum, { data }) => sum + data.length, 0),
    );
    return { key: false, parts };
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

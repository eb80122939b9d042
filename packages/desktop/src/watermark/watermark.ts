import { around, clip, type Rect } from "../capture/region.ts";
import type { Picture } from "../encode/encoder.ts";
import { loadBlend } from "../native/blend-library.ts";
import { addressOf } from "../native/memory.ts";
import type { Mark } from "./load.ts";
import { placeOf } from "./place.ts";

/** Time, in ms, between two steps of a wandering watermark. */
const STEP = 100;

/**
 * Draws the watermark into captured pictures, before they are encoded, so that no page can leave it out. It is drawn only
 * into rows that were fetched anew: a still picture costs nothing.
 */
export class Watermark implements Disposable {
  readonly #mark: Mark;
  readonly #pixels: Uint8Array<ArrayBuffer>;
  readonly #blend = loadBlend();
  #place: Rect | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `onStep` is called when a wandering watermark wants to move on. @throws Error where libyuv is missing. */
  constructor(mark: Mark, onStep: () => void) {
    this.#mark = mark;
    this.#pixels = new Uint8Array(mark.pixels);
    if (mark.location === 6) {
      this.#timer = setInterval(onStep, STEP);
      this.#timer.unref();
    }
  }

  /** What has to be fetched again because the watermark has moved, in pixels of a picture of this size. */
  damage(size: { width: number; height: number }): Rect[] {
    const { width, height, location } = this.#mark;
    const before = this.#place;
    const place = { ...placeOf(location, this.#mark, size, performance.now()), width, height };
    this.#place = place;
    if (before?.x === place.x && before.y === place.y) {
      return [];
    }
    return [before ? around(before, place) : place];
  }

  /** Draws it into these rows of the picture, which have come as they are on the screen. */
  draw(picture: Picture, rows: { y: number; height: number }): void {
    const place = this.#place;
    const inside = place && clip(place, picture.width, picture.height);
    const part = inside && clip({ ...inside, y: inside.y - rows.y }, picture.width, rows.height);
    if (!part) {
      return;
    }
    const y = part.y + rows.y;
    const stride = this.#mark.width * 4;
    const source = addressOf(this.#pixels) + (y - place.y) * stride + (part.x - place.x) * 4;
    const target = picture.address + y * picture.stride + part.x * 4;
    this.#blend(source, stride, target, picture.stride, part.width, part.height);
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
  }
}

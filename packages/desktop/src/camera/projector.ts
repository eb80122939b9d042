import type { VideoDevice } from "../native/camera-library.ts";
import { type JpegDecoder, openJpegDecoder } from "../native/jpeg-library.ts";

/** Milliseconds after which a reader is given the last picture again: readers take a camera that shows nothing for broken. */
const REPEAT = 200;

/** Shows a page's camera on a video device; black where there is none. */
export class Projector implements Disposable {
  readonly #device: VideoDevice;
  readonly #decoder: JpegDecoder;
  readonly #onUsed: (used: boolean) => void;
  readonly #black: Uint8Array<ArrayBuffer>;
  #picture: Uint8Array<ArrayBuffer>;
  #shown = 0;
  #used: boolean = false;

  constructor(
    device: VideoDevice,
    { width, height }: { width: number; height: number },
    onUsed: (used: boolean) => void,
  ) {
    this.#device = device;
    this.#decoder = openJpegDecoder(width, height);
    this.#onUsed = onUsed;
    this.#black = new Uint8Array((width * height * 3) / 2).fill(128, width * height);
    this.#picture = this.#black;
    // A device is a camera to applications only once it has been given a picture.
    this.#show(0);
  }

  /** Looks whether anybody reads, and gives it something. To be called every few milliseconds; `now` in ms. @throws Error where the device has gone */
  look(now: number): void {
    const used = this.#device.inUse();
    if (used !== this.#used) {
      this.#used = used;
      this.blank();
      this.#onUsed(used);
    }
    if (used && now - this.#shown >= REPEAT) {
      this.#show(now);
    }
  }

  /** Shows a picture, of the size that was agreed on; what is none is passed over. @throws Error where the device has gone */
  view(jpeg: Uint8Array<ArrayBuffer>, now: number): void {
    if (!this.#used) {
      return;
    }
    try {
      this.#picture = this.#decoder.decode(jpeg);
    } catch {
      // A page that sends no pictures is not seen; nothing else of it matters here.
      return;
    }
    this.#show(now);
  }

  /** Shows black from now on. */
  blank(): void {
    this.#picture = this.#black;
    this.#shown = 0;
  }

  [Symbol.dispose](): void {
    this.#decoder[Symbol.dispose]();
    this.#device[Symbol.dispose]();
  }

  #show(now: number): void {
    this.#shown = now;
    this.#device.show(this.#picture);
  }
}

import { CODEC_BIT } from "@porthole/protocol";
import type { Piece } from "../bridge.ts";
import type { DecoderKind } from "./decoder.ts";

/** JPEG rectangles by createImageBitmap, which every browser has in workers, on plain http too. */
export const imageBitmap: DecoderKind = {
  name: "createImageBitmap",
  async probe() {
    return typeof createImageBitmap === "undefined" ? 0 : CODEC_BIT.jpeg;
  },
  open(config, { onPicture, onError }) {
    let rectangles: Promise<Piece>[] = [];
    let started = 0;
    let queued = 0;
    let closed = false;
    // Frames are shown in the order they came, whichever is decoded first.
    let order: Promise<unknown> = Promise.resolve();

    async function finish(frame: number, parts: readonly Promise<Piece>[], at: number): Promise<void> {
      const results = await Promise.allSettled(parts);
      queued -= 1;
      const pieces = results.flatMap(result => (result.status === "fulfilled" ? [result.value] : []));
      const failure = results.find(result => result.status === "rejected");
      if (closed || failure) {
        for (const { image } of pieces) {
          image.close();
        }
        if (failure && !closed) {
          onError(failure.reason);
        }
        return;
      }
      onPicture({ width: config.width, height: config.height, pieces }, frame, performance.now() - at);
    }

    return {
      push({ frame, last, x, y, data }) {
        if (rectangles.length === 0) {
          started = performance.now();
          queued += 1;
        }
        const piece = decode(data).then(image => ({ x, y, image }));
        // Looked at when the frame is complete; until then a failure is no unhandled one.
        piece.catch(() => {});
        rectangles.push(piece);
        if (last) {
          const [parts, at, before] = [rectangles, started, order];
          rectangles = [];
          order = before.then(() => finish(frame, parts, at));
        }
      },
      queued: () => queued,
      close() {
        closed = true;
      },
    };
  },
};

function decode(data: Uint8Array): Promise<ImageBitmap> {
  const blob = new Blob([data as Uint8Array<ArrayBuffer>], { type: "image/jpeg" });
  return createImageBitmap(blob, { colorSpaceConversion: "none", premultiplyAlpha: "none" });
}

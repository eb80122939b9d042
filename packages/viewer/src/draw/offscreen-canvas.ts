import { drawPieces } from "./pieces.ts";
import { type Painting, painterOf } from "./queue.ts";
import type { Sink } from "./sink.ts";

/** A canvas the worker draws on. */
export const offscreenCanvas: Sink = {
  name: "canvas (worker)",
  rectangles: true,
  presents: false,
  probe: features => features.offscreenCanvas,
  mount() {
    const element = document.createElement("canvas");
    const canvas = element.transferControlToOffscreen();
    return { element, surface: { canvas }, transfer: [canvas] };
  },
  open({ canvas }, { onDropped }) {
    const context = canvas?.getContext("2d", { alpha: false });
    if (!context) {
      throw new TypeError("the page gave no canvas to draw on");
    }
    const wait = (done: () => void) => void requestAnimationFrame(done);
    return painterOf(wait, onDropped, ({ picture, onShown }: Painting) => {
      drawPieces(context, picture);
      onShown();
    });
  },
};

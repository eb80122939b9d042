import { drawPieces } from "./pieces.ts";
import { type Painting, painterOf } from "./queue.ts";
import type { Sink } from "./sink.ts";

/** A canvas the page draws on, from pictures the worker sends over: what every browser can do. */
export const pageCanvas: Sink = {
  name: "canvas (page)",
  rectangles: true,
  presents: false,
  probe: () => true,
  mount() {
    const element = document.createElement("canvas");
    const context = element.getContext("2d", { alpha: false });
    return {
      element,
      surface: {},
      transfer: [],
      receive(item) {
        if (context && "pieces" in item) {
          drawPieces(context, item);
        }
      },
    };
  },
  open(_, { post, onDropped }) {
    // Workers of browsers that need this row may have no requestAnimationFrame.
    const wait = (done: () => void) => void setTimeout(done, 16);
    return painterOf(wait, onDropped, ({ picture, onShown }: Painting) => {
      post(
        picture,
        picture.pieces.map(({ image }) => image),
      );
      onShown();
    });
  },
};

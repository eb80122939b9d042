import type { Wait } from "../pace.ts";
import { covers } from "./pieces.ts";
import { discard, type Painter, type Picture } from "./sink.ts";

/** A picture that waits to be drawn. */
export type Painting = { picture: Picture; onShown: () => void };

/** A painter that draws at most once a screen refresh: at once where it can, and only what later pictures do not cover. */
export function painterOf(wait: Wait, onDropped: () => void, draw: (painting: Painting) => void): Painter {
  let queue: Painting[] = [];
  let waiting = false;

  function drawAll(): void {
    const now = queue;
    queue = [];
    waiting = now.length > 0;
    if (waiting) {
      wait(drawAll);
    }
    for (const painting of now) {
      draw(painting);
    }
  }
  return {
    paint(picture, onShown) {
      queue = queue.filter(earlier => {
        const covered = covers(picture, earlier.picture);
        if (covered) {
          discard(earlier.picture);
          onDropped();
        }
        return !covered;
      });
      queue.push({ picture, onShown });
      if (!waiting) {
        drawAll();
      }
    },
    close() {
      for (const { picture } of queue) {
        discard(picture);
      }
      queue = [];
    },
  };
}

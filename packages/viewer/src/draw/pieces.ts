import { discard, type Picture } from "./sink.ts";

type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws a picture, resizing the canvas to it first where needed, and frees it. */
export function drawPieces(context: Context, picture: Picture): void {
  const { canvas } = context;
  if (canvas.width !== picture.width || canvas.height !== picture.height) {
    canvas.width = picture.width;
    canvas.height = picture.height;
  }
  for (const { x, y, image } of picture.pieces) {
    context.drawImage(image, x, y);
  }
  discard(picture);
}

/** Whether `next` covers all that `earlier` shows, so that `earlier` need not be drawn. */
export function covers(next: Picture, earlier: Picture): boolean {
  const piece = next.pieces[0];
  return (
    next.width === earlier.width &&
    next.height === earlier.height &&
    next.pieces.length === 1 &&
    piece !== undefined &&
    typeof VideoFrame !== "undefined" &&
    piece.image instanceof VideoFrame
  );
}

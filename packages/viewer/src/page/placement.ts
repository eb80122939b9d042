/** A rectangle or size in device pixels. */
export type Size = { width: number; height: number };
/** Where the picture stands in the window, in device pixels; `scale` is window pixels a desktop pixel. */
export type Placement = Size & { left: number; top: number; scale: number };

/** Device pixels a picture may be smaller than the window and still be shown one to one: modes are made even or in eights. */
const SLACK = 16;

/**
 * Places a picture in a window: one to one where it fits closely, else as large as it goes with its shape kept; with `whole`,
 * enlarged by a whole number alone, so that each of its pixels stays as sharp as it was. One larger than the window is shrunk either way.
 */
export function placeIn(window: Size, picture: Size, whole = false): Placement {
  const [slackX, slackY] = [window.width - picture.width, window.height - picture.height];
  const close = slackX >= 0 && slackY >= 0 && slackX < SLACK && slackY < SLACK;
  const largest = Math.min(window.width / picture.width, window.height / picture.height);
  const scale = close ? 1 : whole && largest > 1 ? Math.floor(largest) : largest;
  const width = Math.round(picture.width * scale);
  const height = Math.round(picture.height * scale);
  return {
    left: Math.floor((window.width - width) / 2),
    top: Math.floor((window.height - height) / 2),
    width,
    height,
    scale,
  };
}

/** Desktop pixel under a point of the window, both ends clamped into the picture; `x`, `y` in device pixels. */
export function desktopPoint(
  place: Placement,
  picture: Size,
  x: number,
  y: number,
): { x: number; y: number } {
  return {
    x: clamp(Math.floor((x - place.left) / place.scale), picture.width - 1),
    y: clamp(Math.floor((y - place.top) / place.scale), picture.height - 1),
  };
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}

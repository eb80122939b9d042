/** Where a watermark stands: 1 top left, 2 top right, 3 bottom left, 4 bottom right, 5 centre, 6 wandering. */
export const LOCATIONS = [1, 2, 3, 4, 5, 6] as const;
/** One of {@link LOCATIONS}. */
export type Location = (typeof LOCATIONS)[number];

/** Distance, in pixels, from the edges. */
const MARGIN = 16;
/** Pixels a second a wandering one moves each way; unlike, so that it comes everywhere. */
const SPEED = { x: 31, y: 23 };

type Size = { width: number; height: number };

/** Left top corner of a watermark in a picture, in pixels; `now` in ms on any rising clock. It may be negative where the picture is too small. */
export function placeOf(
  location: Location,
  mark: Size,
  picture: Size,
  now: number,
): { x: number; y: number } {
  const [right, bottom] = [picture.width - mark.width, picture.height - mark.height];
  if (location === 5) {
    return { x: right >> 1, y: bottom >> 1 };
  }
  if (location === 6) {
    return { x: toAndFro(right, (now * SPEED.x) / 1000), y: toAndFro(bottom, (now * SPEED.y) / 1000) };
  }
  return {
    x: location === 1 || location === 3 ? MARGIN : right - MARGIN,
    y: location <= 2 ? MARGIN : bottom - MARGIN,
  };
}

/** Goes from 0 to `most` and back, again and again. */
function toAndFro(most: number, way: number): number {
  const at = most > 0 ? Math.floor(way) % (2 * most) : 0;
  return Math.min(at, 2 * most - at);
}

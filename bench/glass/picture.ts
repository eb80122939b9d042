/** Pixels of four bytes: blue, green, red, unused, as an X server of depth 24 on a little-endian machine has them. */
export type Picture = { width: number; height: number; pixels: Buffer };

/** A part of a picture put somewhere on the screen. */
export type Blit = {
  from: Picture;
  /** Left and top of the part in the picture. */
  sx: number;
  sy: number;
  /** Left and top on the screen. */
  x: number;
  y: number;
  width: number;
  height: number;
};

/** An empty (black) picture. */
export function blank(width: number, height: number): Picture {
  return { width, height, pixels: Buffer.alloc(width * height * 4) };
}

/** Puts parts of pictures on another, one over the other. Parts lie inside of both. */
export function compose(onto: Picture, blits: readonly Blit[]): void {
  for (const { from, sx, sy, x, y, width, height } of blits) {
    for (let row = 0; row < height; row++) {
      const start = ((sy + row) * from.width + sx) * 4;
      from.pixels.copy(onto.pixels, ((y + row) * onto.width + x) * 4, start, start + width * 4);
    }
  }
}

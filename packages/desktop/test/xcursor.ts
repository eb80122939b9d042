/** One picture of an animated pointer: a square of one colour, 0xRRGGBB. */
export type XcursorFrame = { colour: number; milliseconds: number };

/** Type of an image chunk, and its header's bytes, as Xcursor(3) has them. */
const IMAGE = 0xfffd0002;
const IMAGE_HEADER = 36;
const FILE_HEADER = 16;
const ENTRY = 12;

/** Writes a file as libXcursor reads it: `side` pixels a side, hot spot at `hot`, `hot`. */
export function xcursorFile(side: number, hot: number, frames: readonly XcursorFrame[]): Buffer {
  const start = FILE_HEADER + ENTRY * frames.length;
  const chunk = IMAGE_HEADER + side * side * 4;
  const words = (...values: number[]) => Buffer.from(Uint32Array.from(values).buffer);
  const header = [Buffer.from("Xcur"), words(FILE_HEADER, 0x10000, frames.length)];
  const entries = frames.map((_, i) => words(IMAGE, side, start + i * chunk));
  const images = frames.map(({ colour, milliseconds }) =>
    Buffer.concat([
      words(IMAGE_HEADER, IMAGE, side, 1, side, side, hot, hot, milliseconds),
      Buffer.from(new Uint32Array(side * side).fill(0xff000000 + colour).buffer),
    ]),
  );
  return Buffer.concat([...header, ...entries, ...images]);
}

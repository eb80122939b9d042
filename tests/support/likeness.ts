import type { PNG } from "pngjs";

/** How alike two pictures of one size are. */
export type Likeness = {
  /** Peak signal-to-noise ratio over red, green and blue, in dB; infinite where they are the same. */
  psnr: number;
  /** Share of pixels whose every channel differs by no more than `within`. */
  share: number;
};

/** Compares two pictures pixel by pixel; `within` is 12 of 255 unless given. @throws RangeError where their sizes differ. */
export function compare(a: PNG, b: PNG, within = 12): Likeness {
  if (a.width !== b.width || a.height !== b.height) {
    throw new RangeError(`${a.width}×${a.height} is not ${b.width}×${b.height}`);
  }
  let squares = 0;
  let alike = 0;
  for (let at = 0; at < a.data.length; at += 4) {
    let worst = 0;
    for (let channel = 0; channel < 3; channel++) {
      const difference = Math.abs((a.data[at + channel] ?? 0) - (b.data[at + channel] ?? 0));
      squares += difference * difference;
      worst = Math.max(worst, difference);
    }
    alike += worst <= within ? 1 : 0;
  }
  const pixels = a.width * a.height;
  return { psnr: 10 * Math.log10((255 * 255) / (squares / (3 * pixels))), share: alike / pixels };
}

/** Number of distinct colours, counted up to `enough`: a blank picture has one. */
export function colours(picture: PNG, enough = 64): number {
  const seen = new Set<number>();
  for (let at = 0; at < picture.data.length && seen.size < enough; at += 4) {
    seen.add(picture.data.readUIntBE(at, 3));
  }
  return seen.size;
}

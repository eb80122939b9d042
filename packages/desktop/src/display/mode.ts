import type { ModeInfo } from "x11";

/** Smallest side of the desktop, in pixels; Xorg's dummy driver takes nothing smaller. */
export const SMALLEST = 64;

/** A video mode as RandR's CreateMode wants it. */
export type Mode = Omit<ModeInfo, "id">;

/**
 * The size the desktop takes for a page of `width` × `height` pixels: even, at least {@link SMALLEST}, at most `largest`.
 * Too large a page keeps its proportions.
 */
export function fitSize(
  width: number,
  height: number,
  largest: { width: number; height: number },
): { width: number; height: number } {
  const scale = Math.min(1, largest.width / Math.max(1, width), largest.height / Math.max(1, height));
  const side = (value: number, most: number) =>
    Math.max(SMALLEST, Math.min(most & ~1, Math.floor(value * scale) & ~1));
  return { width: side(width, largest.width), height: side(height, largest.height) };
}

/**
 * A mode of that size at about 60 Hz. No monitor ever sees it: blanking is as small as RandR allows, and the clock only
 * makes the refresh rate come out, which some programs take for their frame rate.
 */
export function modeOf(width: number, height: number): Mode {
  const h_total = width + 48;
  const v_total = height + 6;
  return {
    name: `porthole-${width}x${height}`,
    width,
    height,
    dot_clock: h_total * v_total * 60,
    h_sync_start: width + 16,
    h_sync_end: width + 32,
    h_total,
    h_skew: 0,
    v_sync_start: height + 1,
    v_sync_end: height + 3,
    v_total,
    modeflags: 0,
  };
}

/** Millimetres of so many pixels at `dpi`. */
export function millimetres(pixels: number, dpi: number): number {
  return Math.max(1, Math.round((pixels * 25.4) / dpi));
}

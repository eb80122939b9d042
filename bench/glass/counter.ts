/** Pixels a side of one bit of the counter: a macroblock, which every encoder keeps apart. */
const CELL = 16;
const BITS = 16;

/** Size of the counter on the screen, in pixels: two rows of {@link BITS} cells. */
export const COUNTER_SIZE = { width: BITS * CELL, height: 2 * CELL } as const;

/** Least difference between a bit and its complement, of 255, that counts as read. */
const CLEAR = 64;

/** A place on the screen, in pixels from its top left. */
export type Spot = { x: number; y: number };

/**
 * The white cells of a counter as x, y, width, height, four numbers a cell, on a ground that is black. The upper row holds the value, most significant bit first,
 * the lower row its complement: half of the cells are white whatever the value.
 * @param value taken modulo 65,536
 */
export function counterCells(value: number, { x, y }: Spot): number[] {
  const cells: number[] = [];
  for (let bit = 0; bit < BITS; bit++) {
    const row = (value >> (BITS - 1 - bit)) & 1 ? 0 : 1;
    cells.push(x + bit * CELL, y + row * CELL, CELL, CELL);
  }
  return cells;
}

/** Rows of the screen, from the counter's top, that {@link readCounter} wants: through the middle of its cells. */
export const COUNTER_ROWS = [CELL / 2, CELL + CELL / 2] as const;

/**
 * Reads a counter off two rows of pixels, four bytes each, that begin at its left edge. Undefined where a bit does not differ clearly from its
 * complement: nothing is shown yet, or the picture is torn through the counter.
 */
export function readCounter(upper: Uint8Array, lower: Uint8Array): number | undefined {
  let value = 0;
  for (let bit = 0; bit < BITS; bit++) {
    const at = (bit * CELL + CELL / 2) * 4 + 1;
    const difference = (upper[at] ?? 0) - (lower[at] ?? 0);
    if (Math.abs(difference) < CLEAR) {
      return undefined;
    }
    value = value * 2 + (difference > 0 ? 1 : 0);
  }
  return value;
}

import type { Rect } from "../capture/region.ts";

/**
 * Which tiles of a picture changed, and when: tells an encoder what it may leave out now and what has settled since.
 * Times are milliseconds above 0 on any one clock; what is noted later is of a later time.
 */
export class ChangeMap {
  readonly columns: number;
  readonly rows: number;
  readonly tile: number;
  /** Time of the last change of a tile that is not sharp yet; 0 where it is. */
  readonly #changed: Float64Array;
  /** How many tiles changed last at each of these times; in a map the first that was set comes first, which is the earliest. */
  readonly #counts = new Map<number, number>();

  constructor(width: number, height: number, tile: number) {
    this.tile = tile;
    this.columns = Math.ceil(width / tile);
    this.rows = Math.ceil(height / tile);
    this.#changed = new Float64Array(this.columns * this.rows);
  }

  get tiles(): number {
    return this.columns * this.rows;
  }

  /** Notes a change of `rects` at `now`; gives how many tiles they touch. */
  touch(rects: readonly Rect[], now: number): number {
    let touched = 0;
    // Neighbours have mostly changed together before.
    let [last, same] = [0, 0];
    for (const { x, y, width, height } of rects) {
      const left = Math.max(0, Math.floor(x / this.tile));
      const top = Math.max(0, Math.floor(y / this.tile));
      const right = Math.min(this.columns, Math.ceil((x + width) / this.tile));
      const bottom = Math.min(this.rows, Math.ceil((y + height) / this.tile));
      for (let row = top; row < bottom; row++) {
        for (let index = row * this.columns + left; index < row * this.columns + right; index++) {
          const before = this.#changed[index] ?? 0;
          if (before !== now) {
            touched++;
            this.#changed[index] = now;
            if (before !== last) {
              this.#discount(last, same);
              [last, same] = [before, 0];
            }
            same++;
          }
        }
      }
    }
    this.#discount(last, same);
    this.#count(now, touched);
    return touched;
  }

  /** Notes a change of everything; gives how many tiles that is. */
  touchAll(now: number): number {
    this.#changed.fill(now);
    this.#counts.clear();
    this.#count(now, this.tiles);
    return this.tiles;
  }

  /** Writes `constant` for each tile not changed at `now` and 0 for each that is. `flags` holds {@link tiles} bytes. */
  markConstant(flags: Uint8Array, now: number, constant: number): void {
    for (let i = 0; i < this.#changed.length; i++) {
      flags[i] = this.#changed[i] === now ? 0 : constant;
    }
  }

  /**
   * Takes up to `most` tiles, all unless given, whose last change was at `before` or earlier: they count as sharp from here on.
   * Writes 0 for each of them and `constant` for all others; gives how many there are.
   */
  settle(flags: Uint8Array, before: number, constant: number, most = this.#changed.length): number {
    let taken = 0;
    for (let i = 0; i < this.#changed.length; i++) {
      const changed = this.#changed[i] ?? 0;
      const due = taken < most && changed > 0 && changed <= before;
      flags[i] = due ? 0 : constant;
      if (due) {
        taken++;
        this.#changed[i] = 0;
        this.#discount(changed, 1);
      }
    }
    return taken;
  }

  /** The earliest change among tiles that are not sharp; `undefined` where all are. */
  oldest(): number | undefined {
    const [earliest] = this.#counts.keys();
    return earliest;
  }

  #count(time: number, tiles: number): void {
    if (tiles > 0) {
      this.#counts.set(time, (this.#counts.get(time) ?? 0) + tiles);
    }
  }

  #discount(time: number, tiles: number): void {
    const rest = (this.#counts.get(time) ?? 0) - tiles;
    if (rest > 0) {
      this.#counts.set(time, rest);
    } else {
      this.#counts.delete(time);
    }
  }
}

/**
 * Rectangles, in pixels, of the tiles with this flag: runs along rows, joined downwards where they line up. Those of the last
 * column and row may reach beyond the picture.
 */
export function rectsOfFlags(flags: Uint8Array, flag: number, columns: number, tile: number): Rect[] {
  const open = new Map<string, Rect>();
  const done: Rect[] = [];
  const rows = Math.ceil(flags.length / columns);
  for (let row = 0; row < rows; row++) {
    const line = flags.subarray(row * columns, (row + 1) * columns);
    for (let start = line.indexOf(flag); start >= 0; ) {
      let end = start;
      while (end < columns && line[end] === flag) {
        end++;
      }
      const key = `${start}-${end}`;
      const above = open.get(key);
      if (above && above.y + above.height === row * tile) {
        above.height += tile;
      } else {
        const rect = { x: start * tile, y: row * tile, width: (end - start) * tile, height: tile };
        open.set(key, rect);
        done.push(rect);
      }
      start = line.indexOf(flag, end);
    }
  }
  return done;
}

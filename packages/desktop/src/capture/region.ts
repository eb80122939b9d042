/** A rectangle in desktop pixels. */
export type Rect = { x: number; y: number; width: number; height: number };
/** Whole rows of a picture, cut to the columns that changed in them. */
export type Band = Rect;

/** The part of `rect` inside a picture of `width` × `height`; `undefined` where none is. */
export function clip(rect: Rect, width: number, height: number): Rect | undefined {
  const x = Math.max(0, rect.x);
  const y = Math.max(0, rect.y);
  const right = Math.min(width, rect.x + rect.width);
  const bottom = Math.min(height, rect.y + rect.height);
  return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : undefined;
}

/** The smallest rectangle around both. */
export function around(a: Rect, b: Rect): Rect {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  return {
    x,
    y,
    width: Math.max(a.x + a.width, b.x + b.width) - x,
    height: Math.max(a.y + a.height, b.y + b.height) - y,
  };
}

/** The rows of `band` that are none of `taken`: above and below. */
export function rowsBeside(band: Band, taken: Band): Band[] {
  const bottom = band.y + band.height;
  const end = Math.min(bottom, taken.y);
  const start = Math.max(band.y, taken.y + taken.height);
  const rows =
    end >= start
      ? [[band.y, bottom] as const]
      : ([
          [band.y, end],
          [start, bottom],
        ] as const);
  return rows.flatMap(([top, below]) => (below > top ? { ...band, y: top, height: below - top } : []));
}

function area(rect: Rect): number {
  return rect.width * rect.height;
}

/**
 * Groups rectangles into bands of rows, top to bottom, that neither overlap nor lie closer than `gap` rows.
 * Edges are moved outwards to even pixels, since chroma is shared by two rows and columns; `width` and `height` are even.
 */
export function bandsOf(rects: readonly Rect[], width: number, height: number, gap = 32): Band[] {
  const inside = rects.flatMap(rect => clip(rect, width, height) ?? []).map(evenOutwards);
  inside.sort((a, b) => a.y - b.y);
  const bands: Band[] = [];
  for (const rect of inside) {
    const last = bands.at(-1);
    if (last && rect.y <= last.y + last.height + gap) {
      bands[bands.length - 1] = around(last, rect);
    } else {
      bands.push(rect);
    }
  }
  return bands;
}

/** `rect` with its edges moved outwards to even pixels. */
export function evenOutwards(rect: Rect): Rect {
  const x = rect.x & ~1;
  const y = rect.y & ~1;
  return { x, y, width: ((rect.x + rect.width + 1) & ~1) - x, height: ((rect.y + rect.height + 1) & ~1) - y };
}

/**
 * At most `most` rectangles that do not overlap and cover all that is given. Those whose union wastes least are joined first.
 */
export function coalesce(rects: readonly Rect[], most: number): Rect[] {
  const joined = rects.length > 4 * most ? bandsOf(rects, 1 << 15, 1 << 15, 0) : [...rects];
  for (;;) {
    const pair = cheapestPair(joined, joined.length > most);
    if (!pair) {
      return joined;
    }
    const [i, j] = pair;
    const [removed] = joined.splice(j, 1);
    const kept = joined[i];
    if (removed && kept) {
      joined[i] = around(kept, removed);
    }
  }
}

/** Two rectangles that overlap or whose union is no larger than they are; where `force` is set, the cheapest two. */
function cheapestPair(rects: readonly Rect[], force: boolean): [number, number] | undefined {
  let best: [number, number] | undefined;
  let least = force ? Number.POSITIVE_INFINITY : 0;
  for (let i = 0; i < rects.length; i++) {
    for (let j = i + 1; j < rects.length; j++) {
      const a = rects[i];
      const b = rects[j];
      if (!a || !b) {
        continue;
      }
      const waste = overlaps(a, b) ? -1 : area(around(a, b)) - area(a) - area(b);
      if (waste < least || (!best && !force && waste <= 0)) {
        least = waste;
        best = [i, j];
      }
    }
  }
  return best;
}

/** Whether two rectangles share a pixel. */
export function overlaps(a: Rect, b: Rect): boolean {
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/** The first rectangles, top to bottom, of about so many pixels together, and what remains. At least 16 rows of one are taken. */
export function cut(rects: readonly Rect[], pixels: number): { rects: Rect[]; rest: Rect[] } {
  const taken: Rect[] = [];
  const rest: Rect[] = [];
  let left = pixels;
  for (const rect of rects) {
    const rows = Math.min(
      rect.height,
      Math.max(0, Math.floor(left / rect.width / 16) * 16) || (taken.length === 0 ? 16 : 0),
    );
    if (rows > 0) {
      taken.push({ ...rect, height: rows });
    }
    if (rows < rect.height) {
      rest.push({ ...rect, y: rect.y + rows, height: rect.height - rows });
    }
    left -= rows * rect.width;
  }
  return { rects: taken, rest };
}

/** The same pixels, those from `row` on first: what was left out last time has its turn before what changes all the time. */
export function startingAt(rects: readonly Rect[], row: number): Rect[] {
  const part = (rect: Rect, from: number, to: number): Rect[] => {
    const [y, bottom] = [Math.max(rect.y, from), Math.min(rect.y + rect.height, to)];
    return bottom > y ? [{ ...rect, y, height: bottom - y }] : [];
  };
  return [
    ...rects.flatMap(rect => part(rect, row, Number.POSITIVE_INFINITY)),
    ...rects.flatMap(rect => part(rect, Number.NEGATIVE_INFINITY, row)),
  ];
}

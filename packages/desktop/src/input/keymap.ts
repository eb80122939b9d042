/** Where a keysym lies on the X server's keyboard, and which modifiers bring it out. */
export type KeyPosition = { keycode: number; shift: boolean; level3: boolean };

/** Keysyms of the X protocol (keysymdef.h) that need a treatment of their own. */
export const KEYSYM = {
  scrollLock: 0xff14,
  numLock: 0xff7f,
  shiftLeft: 0xffe1,
  shiftRight: 0xffe2,
  capsLock: 0xffe5,
  shiftLock: 0xffe6,
  level3Shift: 0xfe03,
} as const;

const LOCKS: ReadonlySet<number> = new Set([
  KEYSYM.scrollLock,
  KEYSYM.numLock,
  KEYSYM.capsLock,
  KEYSYM.shiftLock,
]);

/**
 * Columns of a core keyboard map in the order they are preferred, with the modifiers they mean:
 * group 1 levels 1 and 2, then levels 3 and 4 (XKB protocol, section 17.1.3).
 */
const COLUMNS = [
  { column: 0, shift: false, level3: false },
  { column: 1, shift: true, level3: false },
  { column: 4, shift: false, level3: true },
  { column: 5, shift: true, level3: true },
] as const;

/** Whether a keysym writes a character, so that the level it lies on matters. */
export function isPrinting(keysym: number): boolean {
  return (keysym >= 0x20 && keysym < 0xfd00) || keysym >= 0x01000000;
}

/** Whether a keysym is a modifier or a lock. */
export function isModifier(keysym: number): boolean {
  return (
    (keysym >= 0xffe1 && keysym <= 0xffee) || (keysym >= 0xfe01 && keysym <= 0xfe13) || LOCKS.has(keysym)
  );
}

/** Whether a keysym is a lock. Pages send the characters that come of locks, so locks must stay off at the server. */
export function isLock(keysym: number): boolean {
  return LOCKS.has(keysym);
}

/** The X server's keyboard, looked up by keysym. */
export class Keymap {
  readonly #positions = new Map<number, KeyPosition>();
  /** Keycodes that mean nothing, highest first: free to carry a keysym the keyboard has not. */
  readonly spare: readonly number[];
  readonly #rows: ReadonlyMap<number, readonly number[]>;

  /** `rows` holds the keysyms of each keycode from `first` on. */
  constructor(first: number, rows: readonly (readonly number[])[]) {
    this.#rows = new Map(rows.map((row, i) => [first + i, row]));
    for (const { column, ...modifiers } of COLUMNS) {
      for (const [keycode, row] of this.#rows) {
        const keysym = row[column] ?? 0;
        if (keysym !== 0 && !this.#positions.has(keysym)) {
          this.#positions.set(keysym, { keycode, ...modifiers });
        }
      }
    }
    this.spare = [...this.#rows]
      .filter(([, row]) => row.every(keysym => keysym === 0))
      .map(([keycode]) => keycode)
      .reverse();
  }

  find(keysym: number): KeyPosition | undefined {
    return this.#positions.get(keysym);
  }

  /** Whether `keycode` gives `keysym` whatever Shift does: such a key was bound by {@link SpareKeys}. */
  carries(keycode: number, keysym: number): boolean {
    const row = this.#rows.get(keycode);
    return row?.[0] === keysym && row[1] === keysym;
  }
}

/** Which spare keycodes carry which keysym. The one unused for longest gives way. */
export class SpareKeys {
  #spare: number[];
  readonly #bound = new Map<number, number>();

  constructor(spare: readonly number[]) {
    this.#spare = [...spare];
  }

  get bound(): ReadonlyMap<number, number> {
    return this.#bound;
  }

  /** The keycode bound to `keysym`, marked as used just now. */
  find(keysym: number): number | undefined {
    const keycode = this.#bound.get(keysym);
    if (keycode !== undefined) {
      this.#bound.delete(keysym);
      this.#bound.set(keysym, keycode);
    }
    return keycode;
  }

  /** Takes a keycode for `keysym`, never one of those held `down`; `undefined` where none is left. */
  bind(keysym: number, down: ReadonlySet<number>): number | undefined {
    let keycode = this.#spare.shift();
    if (keycode === undefined) {
      const oldest = [...this.#bound].find(([, code]) => !down.has(code));
      if (!oldest) {
        return undefined;
      }
      this.#bound.delete(oldest[0]);
      keycode = oldest[1];
    }
    this.#bound.set(keysym, keycode);
    return keycode;
  }

  /** Gives back what is bound but not held `down`; gives those keycodes. */
  release(down: ReadonlySet<number>): number[] {
    const freed = [...this.#bound].filter(([, keycode]) => !down.has(keycode));
    for (const [keysym, keycode] of freed) {
      this.#bound.delete(keysym);
      this.#spare.push(keycode);
    }
    return freed.map(([, keycode]) => keycode);
  }
}

import { canonical, characterOf, keysymOfCharacter } from "./legacy-keysyms.ts";

/** Where a keysym lies on the X server's keyboard, and which modifiers bring it out. */
export type KeyPosition = {
  keycode: number;
  /** `undefined` where Shift changes nothing. */
  shift: boolean | undefined;
  level3: boolean;
  /** The lock that does to this key what Shift does. */
  lock: "caps" | "num" | undefined;
};

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
 * Columns of a core keyboard map by group, in the order they are preferred, with the modifiers they mean:
 * levels 1 and 2, then levels 3 and 4 (XKB protocol, section 17.1.3). `pair` is the column of the other level that Shift leads to.
 */
const COLUMNS = [
  { columns: [0, 2], pair: [1, 3], shift: false, level3: false },
  { columns: [1, 3], pair: [0, 2], shift: true, level3: false },
  { columns: [4, 6], pair: [5, 7], shift: false, level3: true },
  { columns: [5, 7], pair: [4, 6], shift: true, level3: true },
] as const;

/** Whether a keysym writes a character, so that the level it lies on matters. */
export function isPrinting(keysym: number): boolean {
  return (keysym >= 0x20 && keysym < 0xfd00) || (keysym >= 0x01000000 && keysym <= 0x0110ffff);
}

/** Whether a keysym is one of the keypad, whose keys have two meanings. */
export function isKeypad(keysym: number): boolean {
  return keysym >= 0xff80 && keysym <= 0xffbd;
}

/** A character's small and capital form where it has both, else twice itself; as keysyms. */
export function casePair(keysym: number): readonly [small: number, capital: number] {
  const character = characterOf(keysym);
  const [small, capital] = [character?.toLowerCase() ?? "", character?.toUpperCase() ?? ""];
  const both =
    small !== capital &&
    [...small].length === 1 &&
    [...capital].length === 1 &&
    small.toUpperCase() === capital &&
    capital.toLowerCase() === small;
  return both ? [keysymOfCharacter(small), keysymOfCharacter(capital)] : [keysym, keysym];
}

/** Whether a keysym is a modifier or a lock. */
export function isModifier(keysym: number): boolean {
  return (
    (keysym >= 0xffe1 && keysym <= 0xffee) || (keysym >= 0xfe01 && keysym <= 0xfe13) || LOCKS.has(keysym)
  );
}

/** Whether a keysym is a lock. Pages do not press those: they say which are on, and send the characters that come of it. */
export function isLock(keysym: number): boolean {
  return LOCKS.has(keysym);
}

/** The X server's keyboard, looked up by keysym. */
export class Keymap {
  readonly #positions = new Map<number, KeyPosition>();
  /** Keycodes that mean nothing, highest first: free to carry a keysym the keyboard has not. */
  readonly spare: readonly number[];
  readonly #rows: ReadonlyMap<number, readonly number[]>;

  /** `rows` holds the keysyms of each keycode from `first` on; `group` is the layout in use, 0 or 1. */
  constructor(first: number, rows: readonly (readonly number[])[], group: 0 | 1 = 0) {
    this.#rows = new Map(rows.map((row, i) => [first + i, row]));
    for (const { columns, pair, shift, level3 } of COLUMNS) {
      for (const [keycode, row] of this.#rows) {
        const keysym = canonical(row[columns[group]] ?? 0);
        if (keysym !== 0 && !this.#positions.has(keysym)) {
          const other = canonical(row[pair[group]] ?? 0);
          const needsShift = shift || (other !== 0 && other !== keysym);
          const lock = lockOf(keysym, other);
          this.#positions.set(keysym, { keycode, shift: needsShift ? shift : undefined, level3, lock });
        }
      }
    }
    this.spare = [...this.#rows]
      .filter(([, row]) => row.every(keysym => keysym === 0))
      .map(([keycode]) => keycode)
      .reverse();
  }

  find(keysym: number): KeyPosition | undefined {
    return this.#positions.get(canonical(keysym));
  }

  /** Whether `keycode` carries this pair and nothing else: such a key was bound by {@link SpareKeys}. */
  carries(keycode: number, [small, capital]: readonly [number, number]): boolean {
    const row = this.#rows.get(keycode);
    const [first = 0, second = 0] = row?.map(canonical) ?? [];
    return first === small && (second === capital || (second === 0 && small === capital));
  }
}

/** The lock that swaps a key's two levels. */
function lockOf(keysym: number, other: number): KeyPosition["lock"] {
  if (isKeypad(keysym) && isKeypad(other)) {
    return "num";
  }
  const [small, capital] = casePair(keysym);
  return small !== capital && (other === small || other === capital) && other !== keysym ? "caps" : undefined;
}

/** Which spare keycodes carry which keysym, with its capital letter where it has one. The one unused for longest gives way. */
export class SpareKeys {
  readonly #spare: number[];
  readonly #bound: Map<number, number>;

  /** `bound` are keysyms that have a keycode already. */
  constructor(spare: readonly number[], bound: Iterable<readonly [keysym: number, keycode: number]> = []) {
    this.#spare = [...spare];
    this.#bound = new Map(bound);
  }

  get bound(): ReadonlyMap<number, number> {
    return this.#bound;
  }

  /** Whether a keycode carries what was bound to it, and not what a layout has. */
  owns(keycode: number): boolean {
    return this.#spare.includes(keycode) || [...this.#bound.values()].includes(keycode);
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

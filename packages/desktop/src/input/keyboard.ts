import {
  casePair,
  isKeypad,
  isLock,
  isModifier,
  isPrinting,
  KEYSYM,
  type Keymap,
  type KeyPosition,
  SpareKeys,
} from "./keymap.ts";

/** What a keyboard does to the X server. */
export type KeySink = {
  /** A key goes down or up. */
  key(keycode: number, down: boolean): void;
  /** A keycode carries this keysym from now on, and with Shift that one; 0 for none. */
  bind(keycode: number, keysym: number, shifted: number): void;
  /** Locks are on or off from now on. */
  lock(locks: Locks): void;
};

/** Which locks are on. */
export type Locks = { readonly caps: boolean; readonly num: boolean };

const SHIFTS = [KEYSYM.shiftLeft, KEYSYM.shiftRight];

/**
 * Presses keys by keysym, whatever the server's layout is: levels are reached by pressing or lifting Shift for the moment,
 * and what the layout lacks is bound to a spare keycode.
 */
export class Keyboard {
  readonly #sink: KeySink;
  #map: Keymap;
  #spare: SpareKeys;
  #locks: Locks = { caps: false, num: false };
  /** Keycode of each keysym that is down. */
  readonly #down = new Map<number, number>();

  constructor(map: Keymap, sink: KeySink) {
    this.#map = map;
    this.#sink = sink;
    this.#spare = new SpareKeys(map.spare);
  }

  get down(): readonly number[] {
    return [...this.#down.keys()];
  }

  /** Takes a changed layout. What had been bound to spare keycodes counts no more unless it is still there. */
  replaceMap(map: Keymap): void {
    this.#map = map;
    const kept = [...this.#spare.bound].filter(([keysym, keycode]) => map.carries(keycode, casePair(keysym)));
    this.#spare = new SpareKeys(map.spare, kept);
  }

  /** The X server's locks are so now. */
  onLocks(locks: Locks): void {
    this.#locks = locks;
  }

  /** Switches locks on or off, as they are on the page's keyboard. */
  setLocks({ caps, num }: Locks): void {
    if (caps !== this.#locks.caps || num !== this.#locks.num) {
      this.#locks = { caps, num };
      this.#sink.lock(this.#locks);
    }
  }

  press(keysym: number): void {
    if (isLock(keysym) || this.#down.has(keysym)) {
      return;
    }
    const position = this.#positionOf(keysym);
    if (!position) {
      return;
    }
    const before = [...this.#down].find(([, keycode]) => keycode === position.keycode);
    if (before) {
      this.release(before[0]);
    }
    const change = isPrinting(keysym) || isKeypad(keysym) ? this.#levelChange(position) : undefined;
    // The X server does not count most bound letters as such: programs would make capitals of them.
    const unlock = this.#locks.caps && isPrinting(keysym) && this.#spare.owns(position.keycode);
    if (!change && !unlock) {
      this.#sink.key(position.keycode, true);
      this.#down.set(keysym, position.keycode);
      return;
    }
    // Modifiers are back as the user holds them before a repeat could come, so the key is struck, not held.
    if (unlock) {
      this.#sink.lock({ ...this.#locks, caps: false });
    }
    this.#strike(position.keycode, change ?? { press: [], lift: [] });
    if (unlock) {
      this.#sink.lock(this.#locks);
    }
  }

  release(keysym: number): void {
    const keycode = this.#down.get(keysym);
    if (keycode !== undefined) {
      this.#down.delete(keysym);
      this.#sink.key(keycode, false);
    }
  }

  /** Lifts everything that is not in `held`. */
  keep(held: ReadonlySet<number>): void {
    for (const keysym of this.down) {
      if (!held.has(keysym)) {
        this.release(keysym);
      }
    }
  }

  /** Lifts everything and takes back what was bound to spare keycodes. */
  reset(): void {
    this.keep(new Set());
    for (const keycode of this.#spare.release(new Set())) {
      this.#sink.bind(keycode, 0, 0);
    }
  }

  #positionOf(keysym: number): KeyPosition | undefined {
    const known = this.#map.find(keysym);
    // A map that was read a moment ago may show what a spare keycode carried before.
    if ((known && !this.#spare.owns(known.keycode)) || isModifier(keysym)) {
      return known;
    }
    const [small, capital] = casePair(keysym);
    let keycode = this.#spare.find(small);
    if (keycode === undefined) {
      keycode = this.#spare.bind(small, new Set(this.#down.values()));
      if (keycode === undefined) {
        return undefined;
      }
      this.#sink.bind(keycode, small, capital);
    }
    const level3 = this.#holds([KEYSYM.level3Shift]);
    return small === capital
      ? { keycode, shift: undefined, level3, lock: undefined }
      : { keycode, shift: keysym === capital, level3, lock: undefined };
  }

  #holds(keysyms: readonly number[]): boolean {
    return keysyms.some(keysym => this.#down.has(keysym));
  }

  /** Keycodes to press and to lift so that `position` gives its keysym; `undefined` where it does as things are. */
  #levelChange(position: KeyPosition): { press: number[]; lift: number[] } | undefined {
    const press: number[] = [];
    const lift: number[] = [];
    const swapped = position.lock !== undefined && this.#locks[position.lock];
    for (const [wanted, keysyms] of [
      [position.shift === undefined ? this.#holds(SHIFTS) : position.shift !== swapped, SHIFTS],
      [position.level3, [KEYSYM.level3Shift]],
    ] as const) {
      const held = keysyms.flatMap(keysym => this.#down.get(keysym) ?? []);
      if (wanted && held.length === 0) {
        const key = keysyms.flatMap(keysym => this.#map.find(keysym)?.keycode ?? [])[0];
        press.push(...(key === undefined ? [] : [key]));
      } else if (!wanted) {
        lift.push(...held);
      }
    }
    return press.length + lift.length > 0 ? { press, lift } : undefined;
  }

  #strike(keycode: number, { press, lift }: { press: number[]; lift: number[] }): void {
    const steps: [number, boolean][] = [
      ...lift.map((code): [number, boolean] => [code, false]),
      ...press.map((code): [number, boolean] => [code, true]),
      [keycode, true],
      [keycode, false],
      ...press.map((code): [number, boolean] => [code, false]),
      ...lift.map((code): [number, boolean] => [code, true]),
    ];
    for (const [code, down] of steps) {
      this.#sink.key(code, down);
    }
  }
}

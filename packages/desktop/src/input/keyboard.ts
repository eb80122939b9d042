import {
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
  /** A keycode carries this keysym from now on; 0 for none. */
  bind(keycode: number, keysym: number): void;
};

const SHIFTS = [KEYSYM.shiftLeft, KEYSYM.shiftRight];

/**
 * Presses keys by keysym, whatever the server's layout is: levels are reached by pressing or lifting Shift for the moment,
 * and what the layout lacks is bound to a spare keycode.
 */
export class Keyboard {
  readonly #sink: KeySink;
  #map: Keymap;
  #spare: SpareKeys;
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
    const kept = [...this.#spare.bound].filter(([keysym, keycode]) => map.carries(keycode, keysym));
    if (kept.length !== this.#spare.bound.size) {
      this.#spare = new SpareKeys(map.spare);
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
    const change = isPrinting(keysym) ? this.#levelChange(position) : undefined;
    if (!change) {
      this.#sink.key(position.keycode, true);
      this.#down.set(keysym, position.keycode);
      return;
    }
    // Modifiers are back as the user holds them before a repeat could come, so the key is struck, not held.
    this.#strike(position.keycode, change);
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
      this.#sink.bind(keycode, 0);
    }
  }

  #positionOf(keysym: number): KeyPosition | undefined {
    const known = this.#map.find(keysym);
    if (known || isModifier(keysym)) {
      return known;
    }
    let keycode = this.#spare.find(keysym);
    if (keycode === undefined) {
      keycode = this.#spare.bind(keysym, new Set(this.#down.values()));
      if (keycode === undefined) {
        return undefined;
      }
      this.#sink.bind(keycode, keysym);
    }
    return { keycode, shift: this.#holds(SHIFTS), level3: this.#holds([KEYSYM.level3Shift]) };
  }

  #holds(keysyms: readonly number[]): boolean {
    return keysyms.some(keysym => this.#down.has(keysym));
  }

  /** Keycodes to press and to lift so that `position` gives its keysym; `undefined` where it does as things are. */
  #levelChange(position: KeyPosition): { press: number[]; lift: number[] } | undefined {
    const press: number[] = [];
    const lift: number[] = [];
    for (const [wanted, keysyms] of [
      [position.shift, SHIFTS],
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

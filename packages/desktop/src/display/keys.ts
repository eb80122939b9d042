import type { XEvent, XTest } from "x11";
import { Keyboard, type Locks } from "../input/keyboard.ts";
import { KEYSYM, Keymap } from "../input/keymap.ts";
import type { XConnection } from "./connection.ts";

/** `xkbType` of events (XKB protocol, section 16.2). A client that speaks XKB gets no MappingNotify of the core protocol. */
const NEW_KEYBOARD = 0;
const MAP = 1;
/** Parts of a map: its types and its symbols (XKB protocol, section 17.4); and of a keyboard: its keycodes. */
const TYPES_AND_SYMBOLS = 0b11;
const KEYCODES = 1;
/** `Lock` of the core protocol's modifiers. */
const LOCK = 2;

/** Changes that StateNotify tells of: `ModifierLock` and `GroupState` (XKB protocol, section 4.4). */
const LOCKS_AND_GROUP = 0x18;

/** What the X server says of its locks and its layout. */
type KeyState = { locks: Locks; group: 0 | 1 };

/** The keyboard of an X server, which follows its layout, its locks, and which of two layouts is in use. */
export async function openKeyboard(
  connection: XConnection,
  xtest: XTest,
  onFailure: (error: unknown) => void,
): Promise<Keyboard> {
  const { client } = connection;
  const xkb = await connection.extension("xkb");
  await connection.ask(done => xkb.UseExtension(1, 0, done));
  const numLock = await numLockModifier(connection);
  const readState = async () =>
    stateOf(await connection.ask(done => xkb.GetState(xkb.UseCoreKbd, done)), numLock);
  let state = await readState();
  /** Changes of the locks that were asked for here and not done yet; until then the server tells of what is past. */
  let unsettled = 0;
  /** Grows with every change of the layout, so that a map that was read before one is not taken. */
  let changes = 0;

  const keyboard: Keyboard = new Keyboard(new Keymap(...(await readRows(connection)), state.group), {
    key: (keycode, down) => xtest.FakeInput(down ? xtest.KeyPress : xtest.KeyRelease, keycode, 0, 0, 0, 0),
    bind(keycode, keysym, shifted) {
      changes++;
      const pair = [keysym, shifted];
      client.ChangeKeyboardMapping(keycode, 2 * pair.length, [...pair, ...pair]);
    },
    lock({ caps, num }) {
      const locked = (caps ? LOCK : 0) | (num ? numLock : 0);
      xkb.LatchLockState(xkb.UseCoreKbd, LOCK | numLock, locked, false, 0, 0, 0, false, 0);
      settle().catch(onFailure);
    },
  });
  keyboard.onLocks(state.locks);

  async function settle(): Promise<void> {
    unsettled++;
    const now = await readState();
    if (--unsettled === 0) {
      keyboard.onLocks(now.locks);
    }
  }

  async function readMap(): Promise<void> {
    const mine = ++changes;
    const rows = await readRows(connection);
    if (mine === changes) {
      keyboard.replaceMap(new Keymap(...rows, state.group));
    }
  }

  function onState(event: XEvent): void {
    const before = state.group;
    state = stateOf(event, numLock);
    if (unsettled === 0) {
      keyboard.onLocks(state.locks);
    }
    if (state.group !== before) {
      readMap().catch(onFailure);
    }
  }

  connection.onEvent(event => {
    if (event.name === "XkbStateNotify") {
      onState(event);
    } else if (event.xkbType === NEW_KEYBOARD || event.xkbType === MAP) {
      readMap().catch(onFailure);
    }
  });
  const { NewKeyboardNotify, MapNotify, StateNotify } = xkb.EventType;
  const which = NewKeyboardNotify | MapNotify | StateNotify;
  xkb.SelectEvents(xkb.UseCoreKbd, which, 0, 0, TYPES_AND_SYMBOLS, TYPES_AND_SYMBOLS, {
    newKeyboardNotify: [KEYCODES, KEYCODES],
    stateNotify: [LOCKS_AND_GROUP, LOCKS_AND_GROUP],
  });
  return keyboard;
}

function stateOf(
  { lockedMods = 0, group = 0 }: { lockedMods?: number; group?: number },
  numLock: number,
): KeyState {
  return {
    locks: { caps: (lockedMods & LOCK) !== 0, num: (lockedMods & numLock) !== 0 },
    group: group === 1 ? 1 : 0,
  };
}

async function readRows(connection: XConnection): Promise<[first: number, rows: number[][]]> {
  const { min_keycode: first, max_keycode: last } = connection.display;
  const rows = await connection.ask<number[][]>(done =>
    connection.client.GetKeyboardMapping(first, last - first + 1, done),
  );
  return [first, rows];
}

/** The modifier that Num Lock locks, as a bit; 0 where the keyboard has no such key. */
async function numLockModifier(connection: XConnection): Promise<number> {
  const [first, rows] = await readRows(connection);
  const keycodes = await connection.ask<number[][]>(done => connection.client.GetModifierMapping(done));
  const modifier = keycodes.findIndex(list =>
    list.some(keycode => rows[keycode - first]?.includes(KEYSYM.numLock)),
  );
  return modifier < 0 ? 0 : 1 << modifier;
}

import { setTimeout as delay } from "node:timers/promises";
import type { XTest } from "x11";
import { Keyboard } from "../input/keyboard.ts";
import { Keymap } from "../input/keymap.ts";
import { XConnection } from "./connection.ts";
import { type Cursor, watchCursor } from "./cursor.ts";
import { dpiOf, setDpi } from "./dpi.ts";
import { fitSize } from "./mode.ts";
import { Screen } from "./randr.ts";

/** Pauses between attempts to reach the display, in ms; the last one repeats. */
const RETRY = [10, 20, 40, 80, 160, 320, 640];
/** `request` of a MappingNotify that is about keys. */
const MAPPING_KEYBOARD = 1;
/** Keysyms a bound spare keycode carries: the same on every level of both groups. */
const BOUND_COLUMNS = 4;

/** What is there while the X server is. */
type Session = { connection: XConnection; screen: Screen; keyboard: Keyboard; xtest: XTest };

/** The display as the main thread uses it: size, pointer, keys, cursor. Reconnects by itself until disposed. */
export class DesktopDisplay implements Disposable {
  readonly #name: string;
  readonly #largest: { width: number; height: number };
  #session: Session | undefined;
  #wanted: { width: number; height: number; dpi: number } | undefined;
  #resizing: Promise<void> | undefined;
  #stopped: boolean = false;
  #cursor: Cursor | undefined;
  onCursor: (cursor: Cursor) => void = () => undefined;
  /** The display came or went. */
  onState: (up: boolean) => void = () => undefined;
  onFailure: (error: unknown) => void = () => undefined;

  /** `name` as in DISPLAY; `largest` bounds the size pages may ask for. */
  constructor(name: string, largest: { width: number; height: number }) {
    this.#name = name;
    this.#largest = largest;
  }

  get up(): boolean {
    return this.#session !== undefined;
  }

  /** The pointer's last picture. */
  get cursor(): Cursor | undefined {
    return this.#cursor;
  }

  /** The keyboard; `undefined` while the X server is away. */
  get keyboard(): Keyboard | undefined {
    return this.#session?.keyboard;
  }

  /** Connects, and again whenever the X server has gone. Ends when disposed. */
  async run(): Promise<void> {
    let attempt = 0;
    while (!this.#stopped) {
      try {
        using connection = await XConnection.connect(this.#name);
        this.#session = await this.#open(connection);
        attempt = 0;
        this.onState(true);
        void this.#applySize();
        await connection.closed;
      } catch (error) {
        this.onFailure(error);
      }
      if (this.#session) {
        this.#session = undefined;
        this.onState(false);
      }
      await delay(RETRY[Math.min(attempt++, RETRY.length - 1)]);
    }
  }

  /**
   * Makes the desktop fit a page of so many device pixels, `scale` hundredths of them to a CSS pixel; the last wish
   * counts. Resolves when it does, or at once while the X server is away: the wish is met when it is back.
   */
  resize(page: { width: number; height: number; scale: number }): Promise<void> {
    this.#wanted = {
      ...fitSize(page.width, page.height, this.#largest),
      dpi: dpiOf(page, this.#largest),
    };
    return this.#applySize();
  }

  move(x: number, y: number): void {
    const { xtest, root } = this.#input();
    xtest?.FakeInput(xtest.MotionNotify, 0, 0, root, Math.min(x, 0x7fff), Math.min(y, 0x7fff));
  }

  /** X11's buttons, 1 to 9. */
  button(button: number, down: boolean): void {
    const { xtest } = this.#input();
    xtest?.FakeInput(down ? xtest.ButtonPress : xtest.ButtonRelease, button, 0, 0, 0, 0);
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    this.#session?.keyboard.reset();
    this.#session?.connection[Symbol.dispose]();
  }

  #input(): { xtest: XTest | undefined; root: number } {
    return { xtest: this.#session?.xtest, root: this.#session?.connection.root ?? 0 };
  }

  async #open(connection: XConnection): Promise<Session> {
    const [xtest, screen, map] = await Promise.all([
      connection.extension("xtest"),
      Screen.open(connection),
      readKeymap(connection),
    ]);
    const keyboard = new Keyboard(map, {
      key: (keycode, down) => xtest.FakeInput(down ? xtest.KeyPress : xtest.KeyRelease, keycode, 0, 0, 0, 0),
      bind: (keycode, keysym) =>
        connection.client.ChangeKeyboardMapping(
          keycode,
          BOUND_COLUMNS,
          new Array(BOUND_COLUMNS).fill(keysym),
        ),
    });
    connection.onEvent(event => {
      if (event.name === "MappingNotify" && event.request === MAPPING_KEYBOARD) {
        readKeymap(connection).then(
          changed => keyboard.replaceMap(changed),
          error => this.onFailure(error),
        );
      }
    });
    await watchCursor(connection, cursor => {
      this.#cursor = cursor;
      this.onCursor(cursor);
    });
    return { connection, screen, keyboard, xtest };
  }

  #applySize(): Promise<void> {
    this.#resizing ??= this.#resizeUntilDone().finally(() => {
      this.#resizing = undefined;
    });
    return this.#resizing;
  }

  async #resizeUntilDone(): Promise<void> {
    let applied: unknown;
    while (this.#session && this.#wanted && applied !== this.#wanted) {
      applied = this.#wanted;
      try {
        // First, so that what lays itself out for the new size does it once.
        await setDpi(this.#session.connection, this.#wanted.dpi);
        await this.#session?.screen.resize(this.#wanted, this.#wanted.dpi);
      } catch (error) {
        this.onFailure(error);
      }
    }
  }
}

async function readKeymap(connection: XConnection): Promise<Keymap> {
  const { min_keycode: first, max_keycode: last } = connection.display;
  const rows = await connection.ask<number[][]>(done =>
    connection.client.GetKeyboardMapping(first, last - first + 1, done),
  );
  return new Keymap(first, rows);
}

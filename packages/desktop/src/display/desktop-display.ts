import { setTimeout as delay } from "node:timers/promises";
import type { XTest } from "x11";
import type { Keyboard } from "../input/keyboard.ts";
import { XConnection } from "./connection.ts";
import { type Cursor, watchCursor } from "./cursor.ts";
import { InputDevices, type PenState } from "./devices.ts";
import { DPI_AT_ONE, dpiOf, setDpi } from "./dpi.ts";
import { openKeyboard } from "./keys.ts";
import { fitSize } from "./mode.ts";
import { type Area, Screen, type Size } from "./randr.ts";

/** Pauses between attempts to reach the display, in ms; the last one repeats. */
const RETRY = [10, 20, 40, 80, 160, 320, 640];

/** `detail` of an XTEST motion that is no place but a way. */
const RELATIVE = 1;

/** What the desktop's size follows. */
export type DisplayRules = {
  /** Largest size of a monitor. */
  largest: Size;
  /** Size of the first monitor, whatever the page's; `undefined` where it follows the page. */
  fixed: Size | undefined;
  /** Dots an inch, whatever the page's; `undefined` where they follow the page. */
  dpi: number | undefined;
};

/** What is there while the X server is. */
type Session = {
  connection: XConnection;
  screen: Screen;
  keyboard: Keyboard;
  devices: InputDevices;
  xtest: XTest;
};

/** The display as the main thread uses it: size, pointer, keys, cursor. Reconnects by itself until disposed. */
export class DesktopDisplay implements Disposable {
  readonly #name: string;
  readonly #rules: DisplayRules;
  #session: Session | undefined;
  /** Sizes of the monitors that somebody looks at, by number; replaced at each change. */
  #wanted: ReadonlyMap<number, Size>;
  #areas: ReadonlyMap<number, Area> = new Map();
  #dpi: number | undefined;
  #resizing: Promise<void> | undefined;
  #stopped: boolean = false;
  #cursor: Cursor | undefined;
  onCursor: (cursor: Cursor) => void = () => undefined;
  /** The display came or went. */
  onState: (up: boolean) => void = () => undefined;
  onFailure: (error: unknown) => void = () => undefined;
  /** A new connection stands; what is asked of it comes before input that is pressed later. */
  onConnection: (connection: XConnection) => Promise<void> = async () => undefined;

  /** `name` as in DISPLAY. */
  constructor(name: string, rules: DisplayRules) {
    this.#name = name;
    this.#rules = rules;
    this.#dpi = rules.dpi;
    this.#wanted = new Map(
      rules.fixed && [[0, fitSize(rules.fixed.width, rules.fixed.height, rules.largest)]],
    );
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
   * Makes monitor `number` fit a page of so many device pixels, `scale` hundredths of them to a CSS pixel; the last wish
   * counts. Resolves when it does, or at once while the X server is away: the wish is met when it is back.
   */
  resize(number: number, page: { width: number; height: number; scale: number }): Promise<void> {
    const { fixed, largest, dpi } = this.#rules;
    const size = fixed && number === 0 ? fixed : page;
    this.#wanted = new Map([...this.#wanted, [number, fitSize(size.width, size.height, largest)]]);
    if (number === 0) {
      this.#dpi = dpi ?? (fixed ? DPI_AT_ONE : dpiOf(page, largest));
    }
    return this.#applySize();
  }

  /** Takes away a monitor that {@link resize} made; the first one stays. Resolves when it is gone. */
  remove(number: number): Promise<void> {
    this.#wanted = new Map([...this.#wanted].filter(([one]) => one !== number || one === 0));
    return this.#applySize();
  }

  /** Puts the pointer on a pixel of a monitor. */
  move(number: number, x: number, y: number): void {
    const { xtest, root } = this.#input();
    const place = this.#place(number, x, y);
    xtest?.FakeInput(xtest.MotionNotify, 0, 0, root, place.x, place.y);
  }

  /** Moves the pointer by so many pixels. */
  moveBy(dx: number, dy: number): void {
    const { xtest, root } = this.#input();
    xtest?.FakeInput(xtest.MotionNotify, RELATIVE, 0, root, dx, dy);
  }

  /** Turns a wheel that knows parts of a notch, in 120ths. Only where {@link means} has it. */
  scroll(dx: number, dy: number): void {
    this.#session?.devices.wheel(dx, dy);
  }

  /** A finger on a pixel of a monitor, as `touch` of the protocol. */
  touch(number: number, finger: number, phase: number, x: number, y: number): void {
    const place = this.#place(number, x, y);
    this.#session?.devices.touch(finger, phase, place.x, place.y);
  }

  /** A pen over a pixel of a monitor. */
  pen(number: number, state: PenState): void {
    this.#session?.devices.pen({ ...state, ...this.#place(number, state.x, state.y) });
  }

  /** What of touch, pen and wheel reaches applications as such: bits of `inputMeans.means`. */
  get means(): number {
    return this.#session?.devices.means ?? 0;
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

  #place(number: number, x: number, y: number): { x: number; y: number } {
    const area = this.#areas.get(number);
    return { x: Math.min((area?.x ?? 0) + x, 0x7fff), y: Math.min((area?.y ?? 0) + y, 0x7fff) };
  }

  #input(): { xtest: XTest | undefined; root: number } {
    return { xtest: this.#session?.xtest, root: this.#session?.connection.root ?? 0 };
  }

  async #open(connection: XConnection): Promise<Session> {
    const [xtest, screen, devices] = await Promise.all([
      connection.extension("xtest"),
      Screen.open(connection),
      InputDevices.open(connection),
    ]);
    const keyboard = await openKeyboard(connection, xtest, error => this.onFailure(error));
    await watchCursor(connection, cursor => {
      this.#cursor = cursor;
      this.onCursor(cursor);
    });
    await this.onConnection(connection);
    return { connection, screen, keyboard, devices, xtest };
  }

  #applySize(): Promise<void> {
    this.#resizing ??= this.#resizeUntilDone().finally(() => {
      this.#resizing = undefined;
    });
    return this.#resizing;
  }

  async #resizeUntilDone(): Promise<void> {
    let applied: unknown;
    while (this.#session && this.#wanted.size > 0 && applied !== this.#wanted) {
      const wanted = this.#wanted;
      const dpi = this.#dpi ?? DPI_AT_ONE;
      applied = wanted;
      try {
        // First, so that what lays itself out for the new size does it once.
        await setDpi(this.#session.connection, dpi);
        this.#areas = (await this.#session?.screen.arrange(wanted, dpi)) ?? this.#areas;
      } catch (error) {
        this.onFailure(error);
      }
    }
  }
}

import { connect } from "./canvas.ts";
import { SCREEN } from "./scenes.ts";
import type { Area, Sighting } from "./statistics.ts";

const KEY_PRESS = 2;
const KEY_PRESS_MASK = 1;
const LEFT = 1;
/** A letter, on every keyboard of a PC (evdev's KEY_A and eight). */
const KEYCODE = 38;

const now = () => Number(process.hrtime.bigint()) / 1e6;

/** An application that answers each key with a square of the other colour, black first. */
export type Echo = Disposable & {
  /** Keys it was told of. */
  keys(): number;
  /** Takes the keyboard from whoever has it. */
  focus(): void;
};

/** Starts it on a display, where another has the keyboard. @throws Error where there is no such display */
export async function openEcho(display: string, area: Area): Promise<Echo> {
  const { client, screen } = await connect(display);
  const root = screen[0]?.root ?? 0;
  const contexts = [0x000000, 0xffffff].map(foreground => {
    const id = client.AllocID();
    client.CreateGC(id, root, { foreground, graphicsExposures: 0 });
    return id;
  });
  const window = client.AllocID();
  const { x, y, width, height } = area;
  client.CreateWindow(window, root, x, y, width, height, 0, 0, 1, 0, {
    backgroundPixel: 0,
    overrideRedirect: true,
    eventMask: KEY_PRESS_MASK,
  });
  client.MapWindow(window);
  let keys = 0;
  client.on("event", ({ type }: { type: number }) => {
    if (type === KEY_PRESS) {
      keys++;
      client.PolyFillRectangle(window, contexts[keys % 2] ?? 0, [0, 0, width, height]);
      client.flush();
    }
  });
  await new Promise(resolve => client.GetInputFocus(resolve));
  return {
    keys: () => keys,
    focus() {
      client.SetInputFocus(window, 1);
      client.flush();
    },
    [Symbol.dispose]: () => client.stream.destroy(),
  };
}

/** A keyboard and a mouse on a display. */
export type Typist = Disposable & {
  /** Clicks into the page, and gives its window the keyboard, as a window manager would. */
  click(): Promise<void>;
  /** Presses and releases a key. @returns when it was pressed, and the number that was given */
  press(value: number): Sighting;
};

/** Takes both on a display. @throws Error where there is no such display, or it knows no XTEST */
export async function openTypist(display: string): Promise<Typist> {
  const { client, screen } = await connect(display);
  const xtest = await new Promise<Parameters<Parameters<typeof client.require>[1]>[1]>((resolve, reject) => {
    client.require("xtest", (error, found) => (error ? reject(error) : resolve(found)));
  });
  const root = screen[0]?.root ?? 0;
  const fake = (type: number, detail: number) => xtest.FakeInput(type, detail, 0, 0, 0, 0);
  return {
    async click() {
      client.WarpPointer(0, root, 0, 0, 0, 0, SCREEN.width / 4, SCREEN.height / 4);
      const window = await new Promise<number>((resolve, reject) => {
        client.QueryPointer(root, (error, pointer) => (error ? reject(error) : resolve(pointer.child)));
      });
      client.SetInputFocus(window, 1);
      fake(xtest.ButtonPress, LEFT);
      fake(xtest.ButtonRelease, LEFT);
      client.flush();
    },
    press(value) {
      const at = now();
      fake(xtest.KeyPress, KEYCODE);
      client.flush();
      fake(xtest.KeyRelease, KEYCODE);
      client.flush();
      return [at, value];
    },
    [Symbol.dispose]: () => client.stream.destroy(),
  };
}

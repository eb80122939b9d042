import x11, { type Display, type XClient } from "x11";
import { COUNTER_SIZE, counterCells, type Spot } from "./counter.ts";
import type { Picture } from "./picture.ts";
import { SCREEN } from "./scenes.ts";
import type { Area } from "./statistics.ts";

/** Bytes of a picture sent in one request; the core protocol allows 256 KiB. */
const MOST = 250_000;
const TRUE_COLOUR = 24;
const BOTH_COLOURS = { black: 0x000000, white: 0xffffff } as const;

/** Connects to an X server. @throws Error where there is no such display */
export function connect(display: string): Promise<Display> {
  return new Promise((resolve, reject) => {
    const client = x11.createClient({ display, shm: false }, (error, opened) =>
      error ? reject(error) : resolve(opened),
    );
    client.on("error", (error: Error) => reject(error));
  });
}

/** Puts a display's pointer somewhere. @throws Error where there is no such display */
export async function movePointer(display: string, x: number, y: number): Promise<void> {
  const { client, screen } = await connect(display);
  client.WarpPointer(0, screen[0]?.root ?? 0, 0, 0, 0, 0, x, y);
  await new Promise(resolve => client.GetInputFocus(resolve));
  client.stream.destroy();
}

/** A window that covers the whole desktop, and what is drawn in it. It ends with the connection. */
export class Canvas implements Disposable {
  readonly #client: XClient;
  readonly #root: number;
  readonly #window: number;
  readonly #contexts: Record<keyof typeof BOTH_COLOURS, number>;
  readonly #counter: number;

  private constructor(display: Display) {
    this.#client = display.client;
    this.#root = display.screen[0]?.root ?? 0;
    const client = this.#client;
    const context = (foreground: number) => {
      const id = client.AllocID();
      client.CreateGC(id, this.#root, { foreground, graphicsExposures: 0 });
      return id;
    };
    this.#contexts = { black: context(BOTH_COLOURS.black), white: context(BOTH_COLOURS.white) };
    this.#counter = client.AllocID();
    client.CreatePixmap(this.#counter, this.#root, TRUE_COLOUR, COUNTER_SIZE.width, COUNTER_SIZE.height);
    this.#window = client.AllocID();
  }

  /** Covers the desktop with a picture of its size; the pointer goes to the lower right. @throws Error where there is no such display */
  static async open(display: string, ground: Picture): Promise<Canvas> {
    const canvas = new Canvas(await connect(display));
    const picture = canvas.upload({ ...ground, height: SCREEN.height });
    canvas.#show(canvas.#window, canvas.#root, picture, { x: 0, y: 0, ...SCREEN });
    canvas.#client.WarpPointer(0, canvas.#root, 0, 0, 0, 0, SCREEN.width - 1, SCREEN.height - 1);
    await canvas.sync();
    return canvas;
  }

  /** Leaves a picture with the X server. @returns its id, for {@link Canvas.copy} */
  upload({ width, height, pixels }: Picture): number {
    const id = this.#client.AllocID();
    this.#client.CreatePixmap(id, this.#root, TRUE_COLOUR, width, height);
    const rows = Math.floor(MOST / (width * 4));
    for (let y = 0; y < height; y += rows) {
      const count = Math.min(rows, height - y);
      const part = pixels.subarray(y * width * 4, (y + count) * width * 4);
      this.#client.PutImage(2, id, this.#contexts.black, width, count, 0, y, 0, TRUE_COLOUR, part);
    }
    return id;
  }

  /** Copies a part of a picture into the window. */
  copy(from: number, fromX: number, fromY: number, { x, y, width, height }: Area): void {
    this.#client.CopyArea(from, this.#window, this.#contexts.black, fromX, fromY, x, y, width, height);
  }

  /** Moves what an area shows up, as a terminal does; what comes below keeps its old pixels until it is drawn. */
  scroll({ x, y, width, height }: Area, by: number): void {
    const { black } = this.#contexts;
    this.#client.CopyArea(this.#window, this.#window, black, x, y + by, x, y, width, height - by);
  }

  fill(colour: keyof typeof BOTH_COLOURS, { x, y, width, height }: Area): void {
    this.#client.PolyFillRectangle(this.#window, this.#contexts[colour], [x, y, width, height]);
  }

  /** Draws a counter, in one go. */
  count(value: number, spot: Spot): void {
    const { black, white } = this.#contexts;
    this.#client.PolyFillRectangle(this.#counter, black, [0, 0, COUNTER_SIZE.width, COUNTER_SIZE.height]);
    this.#client.PolyFillRectangle(this.#counter, white, counterCells(value, { x: 0, y: 0 }));
    this.copy(this.#counter, 0, 0, { ...spot, ...COUNTER_SIZE });
  }

  /** A window inside of this one. @returns what moves it */
  window(picture: Picture, at: Spot): (to: Spot) => void {
    const id = this.#client.AllocID();
    this.#show(id, this.#window, this.upload(picture), {
      ...at,
      width: picture.width,
      height: picture.height,
    });
    return ({ x, y }) => this.#client.MoveWindow(id, x, y);
  }

  /** Sends what is drawn. @returns when, in milliseconds of the machine's monotonic clock */
  flush(): number {
    const now = Number(process.hrtime.bigint()) / 1e6;
    this.#client.flush();
    return now;
  }

  /** Waits until the X server has done all of it. */
  sync(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#client.GetInputFocus(error => (error ? reject(error) : resolve()));
    });
  }

  /** What the desktop shows now. */
  async grab(): Promise<Picture> {
    const pixels = await new Promise<Buffer>((resolve, reject) => {
      const { width, height } = SCREEN;
      this.#client.GetImage(2, this.#root, 0, 0, width, height, 0xffffffff, (error, image) =>
        error ? reject(error) : resolve(image.data),
      );
    });
    return { ...SCREEN, pixels };
  }

  [Symbol.dispose](): void {
    this.#client.stream.destroy();
  }

  #show(id: number, parent: number, picture: number, { x, y, width, height }: Area): void {
    this.#client.CreateWindow(id, parent, x, y, width, height, 0, TRUE_COLOUR, 1, 0, {
      backgroundPixmap: picture,
      overrideRedirect: true,
    });
    this.#client.MapWindow(id);
  }
}

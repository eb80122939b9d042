/** The part of the `x11` package that scenes are drawn and keys pressed with; it carries no types of its own. */
declare module "x11" {
  import type { EventEmitter } from "node:events";

  interface XTest {
    KeyPress: number;
    KeyRelease: number;
    ButtonPress: number;
    ButtonRelease: number;
    FakeInput(type: number, detail: number, time: 0, window: 0, x: 0, y: 0): void;
  }

  interface XClient extends EventEmitter {
    AllocID(): number;
    require(extension: "xtest", reply: (error: Error | null | undefined, xtest: XTest) => unknown): void;
    QueryPointer(
      window: number,
      reply: (error: Error | null | undefined, pointer: { child: number }) => unknown,
    ): void;
    /** `revertTo` 1 for the root. */
    SetInputFocus(window: number, revertTo: 1): void;
    /** Writes what is asked so far. */
    flush(): void;
    CreateWindow(
      id: number,
      parent: number,
      x: number,
      y: number,
      width: number,
      height: number,
      border: number,
      depth: number,
      windowClass: number,
      visual: number,
      values: {
        backgroundPixmap?: number;
        backgroundPixel?: number;
        overrideRedirect?: boolean;
        eventMask?: number;
      },
    ): void;
    MapWindow(window: number): void;
    MoveWindow(window: number, x: number, y: number): void;
    CreatePixmap(id: number, drawable: number, depth: number, width: number, height: number): void;
    CreateGC(id: number, drawable: number, values: { foreground?: number; graphicsExposures?: 0 | 1 }): void;
    PutImage(
      format: 2,
      drawable: number,
      context: number,
      width: number,
      height: number,
      x: number,
      y: number,
      leftPad: 0,
      depth: number,
      data: Uint8Array,
    ): void;
    CopyArea(
      from: number,
      to: number,
      context: number,
      fromX: number,
      fromY: number,
      toX: number,
      toY: number,
      width: number,
      height: number,
    ): void;
    PolyFillRectangle(drawable: number, context: number, rectangles: readonly number[]): void;
    WarpPointer(
      from: number,
      to: number,
      fromX: number,
      fromY: number,
      fromWidth: number,
      fromHeight: number,
      x: number,
      y: number,
    ): void;
    GetImage(
      format: 2,
      drawable: number,
      x: number,
      y: number,
      width: number,
      height: number,
      planes: number,
      reply: (error: Error | null | undefined, image: { data: Buffer }) => unknown,
    ): void;
    GetInputFocus(reply: (error: Error | null | undefined) => unknown): void;
    stream: { destroy(): void };
  }

  interface Display {
    client: XClient;
    screen: { root: number; root_depth: number; pixel_width: number; pixel_height: number }[];
  }

  const x11: {
    createClient(
      options: { display: string; shm?: false },
      ready: (error: Error | null | undefined, display: Display) => void,
    ): XClient;
  };
  export default x11;
  export type { Display, XClient, XTest };
}

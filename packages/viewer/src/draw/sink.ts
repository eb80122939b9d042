import type { PageFeatures, Piece, SinkItem, Surface } from "../bridge.ts";

/** A decoded frame: one piece that covers it all, or rectangles upon what was there before. */
export type Picture = { width: number; height: number; pieces: readonly Piece[] };

/** What both threads together offer. */
export type Features = PageFeatures & {
  /** VideoTrackGenerator in the worker (W3C mediacapture-transform). */
  workerTrackGenerator: boolean;
};

/** The half of a sink that is on the page. */
export type Mounted = {
  element: HTMLElement;
  surface: Surface;
  transfer: Transferable[];
  receive?(item: SinkItem): void;
  /**
   * Calls back for some of the frames that are presented, with their timestamp in microseconds and the time on
   * `performance.now()`, until aborted.
   */
  onPresented?(listener: (timestamp: number, at: number) => void, signal: AbortSignal): void;
  close?(): void;
};

/** The half of a sink that is in the worker. */
export type Painter = {
  /** Takes the picture over. `onShown` is called once it is given to the compositor. */
  paint(picture: Picture, onShown: () => void): void;
  close(): void;
};

/** What a painter tells. */
export type PainterEvents = {
  post(item: SinkItem, transfer: Transferable[]): void;
  /** The sink is beyond use: the next one of the table takes over. */
  onError(reason: unknown): void;
  /** A picture that a later one replaced before it was shown. */
  onDropped(): void;
};

/** One way to bring pictures to the screen, a row of the table. */
export type Sink = {
  /** As shown in the statistics. */
  name: string;
  /** Whether the page can tell when a frame was presented. */
  presents: boolean;
  /** Whether it can draw rectangles upon what was there before. */
  rectangles: boolean;
  probe(features: Features): boolean;
  mount(): Mounted;
  open(surface: Surface, events: PainterEvents): Painter;
};

/** Frees what a picture holds. */
export function discard(picture: Picture): void {
  for (const { image } of picture.pieces) {
    image.close();
  }
}

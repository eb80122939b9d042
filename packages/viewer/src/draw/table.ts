import { offscreenCanvas } from "./offscreen-canvas.ts";
import { pageCanvas } from "./page-canvas.ts";
import type { Features, Sink } from "./sink.ts";
import { videoPageTrack } from "./video-page-track.ts";
import { videoWorkerTrack } from "./video-worker-track.ts";

/** Every way to the screen, best first: a video element needs no colour conversion on the processor. */
export const SINKS: readonly Sink[] = [videoWorkerTrack, videoPageTrack, offscreenCanvas, pageCanvas];

/** What is asked of a sink. */
export type SinkWish = {
  /** Frames come as rectangles. */
  rectangles: boolean;
  /** Names of sinks that have failed. */
  failed: ReadonlySet<string>;
};

/** The best sink that fits; the last of the table where all have failed. */
export function sinkFor(features: Features, wish: SinkWish): Sink {
  const fits = (sink: Sink) =>
    sink.probe(features) && (sink.rectangles || !wish.rectangles) && !wish.failed.has(sink.name);
  return SINKS.find(fits) ?? pageCanvas;
}

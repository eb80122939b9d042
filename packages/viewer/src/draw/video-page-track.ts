import type { Sink } from "./sink.ts";
import { follow, play, trackPainter, videoElement } from "./track.ts";

/** Chromium's earlier form of VideoTrackGenerator, on the page's thread; its stream can be transferred to the worker. */
declare const MediaStreamTrackGenerator: new (init: {
  kind: "video";
}) => MediaStreamTrack & { readonly writable: WritableStream<VideoFrame> };

/** A video element fed by a track made on the page and written by the worker. */
export const videoPageTrack: Sink = {
  name: "video (page track)",
  rectangles: false,
  presents: true,
  probe: features => features.trackGenerator,
  mount() {
    const element = videoElement();
    const generator = new MediaStreamTrackGenerator({ kind: "video" });
    const frames = generator.writable;
    play(element, generator);
    return {
      element,
      surface: { frames },
      transfer: [frames],
      onPresented: (listener, signal) => follow(element, listener, signal),
      close() {
        generator.stop();
        element.srcObject = null;
      },
    };
  },
  open({ frames }, events) {
    if (!frames) {
      throw new TypeError("the page gave no stream");
    }
    return trackPainter(frames, events);
  },
};

import type { Sink } from "./sink.ts";
import { follow, play, trackPainter, videoElement } from "./track.ts";

/** W3C mediacapture-transform; no TypeScript library declares it yet. */
declare const VideoTrackGenerator: new () => {
  readonly track: MediaStreamTrack;
  readonly writable: WritableStream<VideoFrame>;
};

/** A video element fed by a track made in the worker, as the standard has it. */
export const videoWorkerTrack: Sink = {
  name: "video (worker track)",
  rectangles: false,
  presents: true,
  probe: features => features.workerTrackGenerator,
  mount() {
    const element = videoElement();
    return {
      element,
      surface: {},
      transfer: [],
      onPresented: (listener, signal) => follow(element, listener, signal),
      receive(item) {
        if ("track" in item) {
          play(element, item.track);
        }
      },
      close() {
        element.srcObject = null;
      },
    };
  },
  open(_, events) {
    const generator = new VideoTrackGenerator();
    const { track } = generator;
    events.post({ track }, [track as unknown as Transferable]);
    return trackPainter(generator.writable, events);
  },
};

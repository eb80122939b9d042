import type { Painter, PainterEvents } from "./sink.ts";
import { discard } from "./sink.ts";

/** Pause, in ms, between two frames that are followed: a frame that the page is told of waits for the page and is late itself. */
const FOLLOWED_EVERY = 250;
/** Frames a second above which they come in a row. */
const IN_A_ROW = 20;
/** Time, in ms, that the compositor takes to draw a frame: no page is told; measured on the glass, without a GPU. */
const DRAWN_IN = 3;
/** Milliseconds between two refreshes of the screen at most, at 60 Hz. */
const USUAL_REFRESH = 1000 / 60;

/** A video element for a live track. */
export function videoElement(): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.disablePictureInPicture = true;
  return video;
}

/** Tells, until aborted, when a few of the frames are on the screen: as well as a page can know. */
export function follow(
  video: HTMLVideoElement,
  listener: (timestamp: number, at: number) => void,
  signal: AbortSignal,
): void {
  if (!("requestVideoFrameCallback" in video)) {
    return;
  }
  const refresh = measureRefresh(signal);
  let request = 0;
  let before: VideoFrameCallbackMetadata | undefined;
  signal.addEventListener("abort", () => video.cancelVideoFrameCallback(request));
  const next = () => {
    if (signal.aborted) {
      return;
    }
    request = video.requestVideoFrameCallback((_, now) => {
      // Presented means handed to the compositor, about now, but no later than expected, since this thread may have been busy
      // meanwhile. What comes alone is drawn at once; frames in a row wait for the next refresh, for half of one on average.
      const expected = Math.max(now.presentationTime, now.expectedDisplayTime);
      const wait = before && rateOf(before, now) > IN_A_ROW ? refresh() / 2 : 0;
      listener(Math.round(now.mediaTime * 1e6), Math.min(performance.now(), expected) + wait + DRAWN_IN);
      before = now;
      if (video.srcObject) {
        setTimeout(next, FOLLOWED_EVERY);
      }
    });
  };
  next();
}

/** Milliseconds between two refreshes of the screen: the shortest of a few. */
function measureRefresh(signal: AbortSignal): () => number {
  let shortest = USUAL_REFRESH;
  let last: number | undefined;
  let left = 10;
  const step = (time: number) => {
    shortest = Math.min(shortest, time - (last ?? Number.NEGATIVE_INFINITY));
    last = time;
    if (left-- > 0 && !signal.aborted) {
      requestAnimationFrame(step);
    }
  };
  requestAnimationFrame(step);
  return () => shortest;
}

/** Frames a second between two that were followed. */
function rateOf(before: VideoFrameCallbackMetadata, now: VideoFrameCallbackMetadata): number {
  const frames = now.presentedFrames - before.presentedFrames;
  return (frames * 1000) / (now.presentationTime - before.presentationTime);
}

/** Shows a track in `video`. */
export function play(video: HTMLVideoElement, track: MediaStreamTrack): void {
  video.srcObject = new MediaStream([track]);
  // Rejected only where the element is taken away again before it plays.
  video.play().catch(() => {});
}

/** Writes whole frames to the track behind `frames`. */
export function trackPainter(frames: WritableStream<VideoFrame>, { onError }: PainterEvents): Painter {
  const writer = frames.getWriter();
  return {
    paint(picture, onShown) {
      const image = picture.pieces[0]?.image;
      if (!(image instanceof VideoFrame)) {
        discard(picture);
        return;
      }
      writer.write(image).then(onShown, (reason: unknown) => {
        image.close();
        onError(reason);
      });
    },
    close() {
      writer.close().catch(() => {});
    },
  };
}

import type { Painter, PainterEvents } from "./sink.ts";
import { discard } from "./sink.ts";

/** A video element for a live track. */
export function videoElement(): HTMLVideoElement {
  const video = document.createElement("video");
  video.muted = true;
  video.autoplay = true;
  video.playsInline = true;
  video.disablePictureInPicture = true;
  return video;
}

/** Tells of each frame the element presents. */
export function follow(video: HTMLVideoElement, listener: (timestamp: number, at: number) => void): void {
  if (!("requestVideoFrameCallback" in video)) {
    return;
  }
  const next = () =>
    video.requestVideoFrameCallback((_, { mediaTime, presentationTime, expectedDisplayTime }) => {
      // Presented means handed to the compositor, which has yet to draw it: on the screen it is about now, but no later than
      // expected, since this thread may have been busy meanwhile.
      const expected = Math.max(presentationTime, expectedDisplayTime);
      listener(Math.round(mediaTime * 1e6), Math.min(performance.now(), expected));
      if (video.srcObject) {
        next();
      }
    });
  next();
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

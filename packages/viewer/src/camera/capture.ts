import type { CameraWanted } from "../bridge.ts";
import type { Opened } from "../page/borrowed.ts";

/** Of a JPEG, from 0 to 1: beyond this, browsers may keep colour at full size, which servers refuse. */
const QUALITY = 0.75;

/** Chromium's way to frames of a track, which works while the page is behind another one; TypeScript's DOM library leaves it out. */
declare const MediaStreamTrackProcessor:
  | (new (options: {
      track: MediaStreamTrack;
      maxBufferSize: number;
    }) => { readable: ReadableStream<VideoFrame> })
  | undefined;

/**
 * Asks the browser for a camera, this `device` or any where that is not there, and gives what it sees as JPEG pictures of the
 * size and at most the rate that are wanted.
 * @throws DOMException where a person, or the browser, refuses
 */
export async function captureCamera(
  device: string,
  { width, height, rate }: CameraWanted,
  onPicture: (picture: ArrayBuffer) => void,
): Promise<Opened> {
  const stream = await navigator.mediaDevices.getUserMedia({
    video: {
      width: { ideal: width },
      height: { ideal: height },
      frameRate: { ideal: rate },
      ...(device === "" ? {} : { deviceId: { ideal: device } }),
    },
  });
  const [track] = stream.getVideoTracks();
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext("2d", { alpha: false });
  let over = false;
  let due = 0;
  const camera: Opened = {
    onEnd: () => undefined,
    close() {
      over = true;
      track?.stop();
    },
  };
  if (!track || !context) {
    camera.close();
    throw new DOMException("the camera gives no picture", "NotFoundError");
  }
  track.addEventListener("ended", () => camera.onEnd());

  /** Whole, in the middle, with bars where its shape is another one. */
  async function give(source: CanvasImageSource, sourceWidth: number, sourceHeight: number): Promise<void> {
    const now = performance.now();
    if (now < due || sourceWidth === 0) {
      return;
    }
    // Half a frame of slack: a camera of the same rate is never on time exactly.
    due = now + 500 / rate;
    const zoom = Math.min(width / sourceWidth, height / sourceHeight);
    const [w, h] = [sourceWidth * zoom, sourceHeight * zoom];
    context?.clearRect(0, 0, width, height);
    context?.drawImage(source, (width - w) / 2, (height - h) / 2, w, h);
    const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: QUALITY });
    const picture = await blob.arrayBuffer();
    if (!over) {
      onPicture(picture);
    }
  }

  async function byProcessor(Processor: NonNullable<typeof MediaStreamTrackProcessor>): Promise<void> {
    const reader = new Processor({ track: track as MediaStreamTrack, maxBufferSize: 1 }).readable.getReader();
    for (;;) {
      const { value: frame } = await reader.read();
      if (!frame) {
        return;
      }
      try {
        await give(frame, frame.displayWidth, frame.displayHeight);
      } finally {
        frame.close();
      }
    }
  }

  async function byVideo(): Promise<void> {
    const video = document.createElement("video");
    video.muted = true;
    video.srcObject = stream;
    await video.play();
    while (!over) {
      await give(video, video.videoWidth, video.videoHeight);
      await new Promise(resolve => setTimeout(resolve, 500 / rate));
    }
    video.srcObject = null;
  }

  const Processor = typeof MediaStreamTrackProcessor === "undefined" ? undefined : MediaStreamTrackProcessor;
  (Processor ? byProcessor(Processor) : byVideo()).catch(() => {
    camera.close();
    camera.onEnd();
  });
  return camera;
}

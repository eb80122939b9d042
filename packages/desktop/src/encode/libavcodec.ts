import type { AvKind } from "./av-encoder.ts";

/** H.264 of the processor by way of libavcodec: the way of VA-API and NVENC, to be tried without their devices. */
export const libavcodec: AvKind = {
  codec: "libx264",
  format: "nv12",
  limits: true,
  options: quality => ({
    preset: "ultrafast",
    tune: "zerolatency",
    crf: String(quality),
    g: "100000",
    "forced-idr": "1",
    // Slices; more than 4 show seams in Chromium's decoder.
    threads: "4",
    maxrate: "400000000",
    bufsize: "13333333",
  }),
};

import type { AvKind } from "./av-encoder.ts";

/** H.264 of NVIDIA's graphics by NVENC: wished quality, with a limit that can be changed while it runs. */
export const nvenc: AvKind = {
  codec: "h264_nvenc",
  format: "nv12",
  limits: true,
  options: quality => ({
    preset: "p4",
    tune: "ull",
    rc: "vbr",
    cq: String(Math.max(1, Math.round(quality))),
    // Without a bit rate of its own only quality and the limit count.
    b: "0",
    zerolatency: "1",
    delay: "0",
    "forced-idr": "1",
    profile: "main",
  }),
};

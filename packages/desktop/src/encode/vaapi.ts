import type { AvKind } from "./av-encoder.ts";

/** H.264 of Intel's and AMD's graphics by VA-API: constant quantizer, since its rate control cannot be changed while it runs. */
export const vaapi: AvKind = {
  codec: "h264_vaapi",
  format: "vaapi",
  limits: false,
  options: quality => ({
    rc_mode: "CQP",
    qp: String(Math.max(1, Math.round(quality))),
    // Infinite, as far as its counter goes: half an hour at 60 frames a second.
    g: "100000",
    async_depth: "1",
    profile: "main",
  }),
};

/** Encoders of H.264 that can be ranked by a setting, best first unless another order is set. */
export const H264_ENCODERS = ["nvenc", "vaapi", "x264", "libavcodec"] as const;
/** A name of {@link H264_ENCODERS}. */
export type H264Encoder = (typeof H264_ENCODERS)[number];

/** Everything the page says, in one place. */
export const WORDS = {
  link: {
    connecting: "Connecting…",
    open: "Connected",
    lost: "Connection lost. Trying again…",
    mismatch: "Cannot go on",
  },
  slow: {
    connecting: "Connecting to the desktop…",
    lost: "The connection to the desktop is lost. Trying again by itself. If this stays, look whether the app still runs.",
  },
  mismatch: {
    server: "The server is newer than this page. Reload the page to go on.",
    page: "This page is newer than its server. Restart the app so that both come from one image, then reload the page.",
  },
  restarted: "The desktop was restarted.",
  reload: "Reload",
  dismiss: "Dismiss",
  fullScreen: { enter: "Full screen", leave: "Leave full screen" },
  statistics: "Statistics",
  notices: {
    "insecure-page":
      "This page was opened over plain http, where browsers offer no video decoder. The picture comes as JPEG, which takes more bandwidth. Open it over https, or as localhost, for smooth video.",
    "no-h264":
      "This browser has no H.264 decoder for pages. The picture comes as JPEG, which takes more bandwidth. A current Chromium, Edge, Safari or Firefox shows it as video; Firefox on Linux needs the system's FFmpeg library (libavcodec) for that.",
    "decoder-gave-up":
      "The browser's video decoder failed several times. The picture comes as JPEG until the page is reloaded.",
    "page-crashed": "The part of this page that talks to the desktop has failed. Reload the page.",
  },
  figures: {
    link: "Connection",
    fps: "Frames a second",
    kilobytesPerSecond: "kB a second",
    size: "Size",
    codec: "Codec",
    decoder: "Decoder",
    sink: "Drawn by",
    roundTrip: "Round trip, ms",
    decode: "Decoding, ms",
    dropped: "Frames dropped",
    decoderErrors: "Decoder errors",
  },
} as const;

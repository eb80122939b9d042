/** Everything the page says, in one place. */
export const WORDS = {
  link: {
    connecting: "Connecting…",
    open: "Connected",
    lost: "Connection lost. Trying again…",
    signedOut: "Signed out",
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
  signedOut: "This browser is no longer signed in.",
  signIn: "Sign in",
  reload: "Reload",
  dismiss: "Dismiss",
  fullScreen: { enter: "Full screen", leave: "Leave full screen" },
  statistics: "Statistics",
  streamSettings: "Stream",
  stream: {
    framerate: "Frames a second, at most",
    crf: "Quality while things move (lower is better)",
    bitrate: "Mbit a second, at most",
    codec: "Codec",
    fullColour: "Full colour (4:4:4)",
    jpegQuality: "JPEG quality",
  },
  locked: "Set by whoever runs the server.",
  codecs: { 0: "H.264", 2: "JPEG" },
  limits: ["nothing", "the network", "the bit rate chosen", "this page's speed"],
  lanes: ["", ", for slow lines"],
  monitor: { add: "Add a monitor", title: "Monitor" },
  notices: {
    "insecure-page":
      "This page was opened over plain http, where browsers offer no video decoder. The picture comes as JPEG, which takes more bandwidth. Open it over https, or as localhost, for smooth video.",
    "no-h264":
      "This browser has no H.264 decoder for pages. The picture comes as JPEG, which takes more bandwidth. A current Chromium, Edge, Safari or Firefox shows it as video; Firefox on Linux needs the system's FFmpeg library (libavcodec) for that.",
    "decoder-gave-up":
      "The browser's video decoder failed several times. The picture comes as JPEG until the page is reloaded.",
    "clipboard-no-read":
      "The browser does not let this page look at what you copy elsewhere. Paste with Ctrl+V; a menu's Paste finds only what was pasted so before. The site's settings in the browser change that.",
    "clipboard-no-write":
      "The browser does not let this page change your clipboard. Allow it in the site's settings, or click into the desktop and copy again.",
    "clipboard-no-image":
      "A picture was copied in the desktop. Over plain http browsers take only text; open this page over https, or as localhost, to copy pictures.",
    "clipboard-page-too-large":
      "What you copied is too large for the desktop's clipboard. Copy less of it at once, or move it as a file.",
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
    latency: "From change to screen, ms",
    capture: "Capture, ms",
    encode: "Encoding, ms",
    wire: "Wire, ms",
    decode: "Decoding, ms",
    display: "Display, ms",
    roundTrip: "Round trip, ms",
    queue: "Network queue, ms",
    capacity: "Network, Mbit a second",
    target: "Frames aimed at",
    limit: "Held back by",
    encoder: "Encoder",
    viewers: "Viewers",
    dropped: "Frames dropped",
    skipped: "Frames not sent",
    decoderErrors: "Decoder errors",
  },
} as const;

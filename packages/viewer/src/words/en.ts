/** What the page says, in English. Its shape is that of every language; `{name}` stands for what is filled in. */
export default {
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
    "page-part-missing":
      "A part of this page could not be loaded. Look whether the network works, then reload the page.",
  },
  /** By id, what the server says; where an id is not here, its own English text is shown. */
  serverNotices: {
    version: "Page and server are of different versions. Reload the page.",
    "no-codec":
      "This browser decodes none of the picture formats that this server can send. Use a current Chromium, Edge, Safari or Firefox.",
    "no-monitor":
      "The desktop has as many monitors as it can have. Close the window of another one first, then reload this page.",
    "display-gone":
      "The desktop's display is not running. The picture comes back by itself as soon as it is.",
    "not-allowed": "Your link to this desktop does not allow that. Ask whoever gave it to you.",
    "sharing-refused":
      "The server did not do that. Look at the name, the role and the end of the link, then try again.",
    "clipboard-too-large":
      "What was copied is too large for the clipboard between desktop and page. Copy less of it at once, or move it as a file.",
    "clipboard-refused": "The server does not let this content into the desktop's clipboard.",
  },
  bar: {
    label: "Tool bar",
    handle: "Tools",
    keys: "Desktop. What you type goes to it. Control Alt Shift M leads to the tool bar, Control Alt Shift F to full screen.",
    notices: "Notices",
    keyboard: "On-screen keyboard",
    settings: "Settings",
    fullScreen: "Full screen",
    leaveFullScreen: "Leave full screen",
    monitor: "Add a monitor",
  },
  panel: {
    close: "Close",
    locked: "Set by whoever runs the server.",
    loading: "Loading…",
  },
  sections: {
    stream: "Stream",
    display: "Display",
    sound: "Sound",
    input: "Keyboard and pointer",
    clipboard: "Clipboard",
    files: "Files",
    sharing: "Sharing",
    statistics: "Statistics",
    page: "Language and look",
  },
  stream: {
    framerate: "Frames a second, at most",
    crf: "Quality while things move (lower is better)",
    bitrate: "Mbit a second, at most",
    codec: "Codec",
    fullColour: "Full colour (4:4:4)",
    jpegQuality: "JPEG quality",
  },
  display: {
    size: "Size of the desktop",
    sizeHint:
      "What the window cannot show in full is shown smaller. Whoever runs the server may have fixed it.",
    asWindow: "As the window",
    own: "Another…",
    width: "Width, pixels",
    height: "Height, pixels",
    scale: "Size of what is on it",
    scaleHint: "Programs that are open may have to be started again.",
    asScreen: "As this screen",
    whole: "Enlarge by whole numbers only",
    wholeHint: "Each pixel stays sharp; there may be a margin.",
  },
  clipboard: {
    in: "From this computer to the desktop",
    out: "From the desktop to this computer",
    images: "Pictures too",
  },
  monitor: "Monitor",
  page: {
    language: "Language",
    languageHint: "The page is loaded again in it.",
    automatic: "As the browser",
    theme: "Look",
    themes: { auto: "As the system", light: "Light", dark: "Dark" },
  },
  limits: { 0: "nothing", 1: "the network", 2: "the bit rate chosen", 3: "this page's speed" },
  slowLane: "{encoder}, for slow lines",
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
};

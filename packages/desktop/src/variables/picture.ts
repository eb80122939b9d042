import {
  CODEC,
  SETTING_NAMES,
  type SettingName,
  STREAM_SETTINGS,
  type StreamSetting,
} from "@porthole/protocol";
import { H264_ENCODERS } from "../encode/names.ts";
import type { Location } from "../watermark/place.ts";
import { flag, integer, type Kind, listOf, lockableFlag, range, side, size, text } from "./kinds.ts";
import type { UsedVariable, Variables } from "./variable.ts";

/** One setting of the stream as this server has it. */
export type SettingBounds = { value: number; least: number; most: number; locked: boolean };

/** Names of encoders in `SELKIES_ENCODER`, of both generations of Selkies, and what stands for them here. */
const ENCODERS: Readonly<Record<string, number>> = {
  x264enc: CODEC.h264,
  "x264enc-striped": CODEC.h264,
  h264enc: CODEC.h264,
  "h264enc-striped": CODEC.h264,
  openh264enc: CODEC.h264,
  jpeg: CODEC.jpeg,
};

/** Names that Selkies' next version has for the same. */
const ALSO: Partial<Record<SettingName, readonly string[]>> = {
  crf: ["SELKIES_VIDEO_CRF"],
  fullColour: ["SELKIES_VIDEO_FULLCOLOR"],
};

/** How the text of each kind of setting is read. */
const STREAM_KINDS: Record<StreamSetting["kind"], (setting: StreamSetting) => Kind<SettingBounds>> = {
  number({ least, most, initial }) {
    const kind = range(least, most);
    return {
      ...kind,
      bounds: `${kind.bounds}; ${initial} at first`,
      read(words, locked) {
        const given = kind.read(words, locked);
        return given && { ...given, value: Math.min(given.most, Math.max(given.least, initial)) };
      },
    };
  },
  switch: ({ least, most }) => ({
    ...lockableFlag,
    read(words, locked) {
      const given = lockableFlag.read(words, locked);
      return given && { value: Number(given.value), least, most, locked };
    },
  }),
  choice: () => ({
    wanted: `one or more of ${Object.keys(ENCODERS).join(", ")}`,
    bounds: "a list, its first being the default",
    read(words, locked) {
      const codes = words.split(",").map(word => ENCODERS[word.trim().toLowerCase()]);
      const [first] = codes;
      if (first === undefined || codes.includes(undefined)) {
        return undefined;
      }
      const most = codes.reduce<number>((sum, code) => sum | (1 << (code ?? 0)), 0);
      return { value: first, least: 0, most, locked: locked || most === 1 << first };
    },
  }),
};

/** Name of the variable of a setting of the stream. */
type StreamVariable = (typeof STREAM_SETTINGS)[SettingName]["variable"];

/** What a setting is where nothing is said, as a person would write it. */
const INITIALS: Record<StreamSetting["kind"], (setting: StreamSetting) => string> = {
  number: ({ least, most }) => `${least}-${most}`,
  switch: ({ initial }) => String(initial === 1),
  choice({ initial, most }) {
    const codes = [initial, ...Object.values(CODEC).filter(code => code !== initial && most & (1 << code))];
    const names = Object.keys(ENCODERS);
    return codes.map(code => names.find(name => ENCODERS[name] === code)).join(",");
  },
};

/** The variable of each setting of the stream. */
export const streamVariables = Object.fromEntries(
  SETTING_NAMES.map(name => {
    const setting: StreamSetting = STREAM_SETTINGS[name];
    const also = ALSO[name];
    const entry = {
      kind: STREAM_KINDS[setting.kind](setting),
      initial: INITIALS[setting.kind](setting),
      purpose: setting.purpose,
      ...(also ? { also } : {}),
    };
    return [setting.variable, entry];
  }),
) as Readonly<Record<StreamVariable, UsedVariable & { kind: Kind<SettingBounds>; initial: string }>>;

/** Selkies also says the node's number, from 0; -1 for none and -2 for the first there is. */
const renderNode: Kind<string> = {
  wanted: 'a path such as "/dev/dri/renderD128", a number from 0 for it, "auto" or "none"',
  bounds: "a path, `auto`, `none`",
  read(words) {
    if (/^\d{1,2}$/.test(words)) {
      return `/dev/dri/renderD${128 + Number(words)}`;
    }
    const word = { "-1": "none", "-2": "auto" }[words] ?? words;
    return word === "auto" || word === "none" || /^\/dev\/[\w/-]+$/.test(word) ? word : undefined;
  },
};

const SETTLES = "What has come to rest is always sharpened, as far as the line allows.";
const RATE =
  "Quality counts until the line or SELKIES_VIDEO_BITRATE holds it back; there is no mode to choose.";
const X11 = "The session is X11's; there is no Wayland.";

/** What is seen, and how large. */
export const pictureVariables = {
  MAX_RES: {
    kind: size,
    initial: "15360x8640",
    purpose: "Largest size of a monitor that follows its page.",
  },
  PORTHOLE_SIZE: { kind: size, purpose: "Size of the desktop, whatever the page's." },
  PORTHOLE_DPI: { kind: integer(48, 480), purpose: "Dots an inch of the desktop, whatever the page's." },
  SELKIES_MANUAL_WIDTH: {
    kind: side,
    initial: "0",
    purpose: "Width of the desktop, whatever the page's; 1024 where only the height is set.",
  },
  SELKIES_MANUAL_HEIGHT: {
    kind: side,
    initial: "0",
    purpose: "Height of the desktop, whatever the page's; 768 where only the width is set.",
  },
  SELKIES_IS_MANUAL_RESOLUTION_MODE: {
    kind: flag,
    initial: "false",
    purpose: "The desktop keeps its size: 1024 and 768 for what the two above leave out.",
  },
  SELKIES_SCALING_DPI: {
    kind: dpiOrChoice(),
    purpose:
      "Dots an inch of the desktop, whatever the page's; a list says nothing, since the DPI follows the page.",
  },
  WATERMARK_PNG: {
    kind: text("a path"),
    purpose: "Path of a PNG that is drawn over the desktop.",
    also: ["SELKIES_WATERMARK_PATH"],
  },
  WATERMARK_LOCATION: {
    kind: watermarkLocation(),
    initial: "4",
    purpose: "Its place: 1 top left, 2 top right, 3 bottom left, 4 bottom right, 5 centre, 6 wandering.",
    also: ["SELKIES_WATERMARK_LOCATION"],
  },
  SELKIES_SECOND_SCREEN: {
    absent: "Up to four monitors can always be added; each takes memory only while it is open.",
  },
  SELKIES_ENABLE_RATE_CONTROL: { absent: RATE },
  SELKIES_RATE_CONTROL_MODE: { absent: RATE },
  SELKIES_VIDEO_MIN_QP: { absent: RATE },
  SELKIES_VIDEO_MAX_QP: { absent: RATE },
  SELKIES_KEYFRAME_INTERVAL: { absent: "A key frame is made when somebody needs one." },
  SELKIES_H264_STREAMING_MODE: { absent: "A picture that has not changed needs no frame." },
  SELKIES_VIDEO_STREAMING_MODE: { absent: "A picture that has not changed needs no frame." },
  SELKIES_USE_PAINT_OVER_QUALITY: { absent: SETTLES },
  "SELKIES_H264_PAINTOVER_*": { absent: SETTLES },
  "SELKIES_VIDEO_PAINTOVER_*": { absent: SETTLES },
  SELKIES_PAINT_OVER_JPEG_QUALITY: { absent: SETTLES },
  SELKIES_FORCE_ALIGNED_RESOLUTION: {
    absent: "Any size works: the encoder pads it and the page cuts that off.",
  },
  SELKIES_USE_BROWSER_CURSORS: { absent: "Pointers are the browser's own wherever it can show them." },
  SELKIES_USE_CSS_SCALING: {
    absent: "The desktop follows the page to the pixel; PORTHOLE_SIZE gives a smaller one that is enlarged.",
  },
  PORTHOLE_ENCODERS: {
    kind: listOf(H264_ENCODERS),
    initial: "nvenc,vaapi,x264",
    purpose: "What H.264 may be encoded with, the best first; the first that works is used.",
  },
  DRI_NODE: {
    kind: renderNode,
    initial: "auto",
    purpose: "Render node of VA-API: a path such as /dev/dri/renderD128, or the first one there is.",
    also: ["SELKIES_DRI_NODE", "SELKIES_ENCODE_DRI"],
  },
  AUTO_GPU: {
    kind: { ...flag, read: words => (words === "auto" ? true : flag.read(words, false)) },
    initial: "true",
    purpose: "Whether VA-API may look for a render node by itself.",
    also: ["SELKIES_AUTO_GPU"],
  },
  SELKIES_USE_CPU: {
    kind: flag,
    initial: "false",
    purpose: "Video is encoded by the processor, whatever else there is.",
  },
  DRINODE: {
    kind: renderNode,
    purpose:
      "Render node that the session's programs draw with, where Vulkan works on it; left out, DRI_NODE.",
    also: ["SELKIES_RENDER_DRI"],
    by: "session",
  },
  DISABLE_ZINK: {
    kind: flag,
    purpose: "true: the session's programs draw with the processor, whatever GPU there is.",
    by: "session",
  },
  DISABLE_DRI3: {
    absent: "The X server has no DRI3 to switch off; DISABLE_ZINK leaves drawing to the processor.",
  },
  SELKIES_RECORDING_SOCKET: { absent: "There is no raw stream beside the page's." },
  PIXELFLUX_RECORDING_SOCKET: { absent: "There is no raw stream beside the page's." },
  PIXELFLUX_WAYLAND: { absent: X11 },
  SELKIES_WAYLAND: { absent: X11 },
  "SELKIES_WAYLAND_*": { absent: X11 },
} as const satisfies Variables;

function dpiOrChoice(): Kind<number | "choice"> {
  const number = integer(48, 480);
  return {
    ...number,
    bounds: `${number.bounds}, or a list`,
    read: (words, locked) => (/^\d+(\s*,\s*\d+)+$/.test(words) ? "choice" : number.read(words, locked)),
  };
}

/** Selkies says -1 for none. */
function watermarkLocation(): Kind<Location> {
  const number = integer(1, 6);
  return {
    ...number,
    read: (words, locked) => number.read(words === "-1" ? "4" : words, locked) as Location | undefined,
  };
}

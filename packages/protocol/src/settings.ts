import { CODEC } from "./messages.ts";

/** How a setting's value is to be read: a number within bounds, 0 or 1, or one of a few. */
export type SettingKind = "number" | "switch" | "choice";

/** One setting of the stream, as both ends and the docs know it. */
export type StreamSetting = {
  /** Number on the wire; never used again for another. */
  id: number;
  kind: SettingKind;
  /** Bounds of a number; of a choice, `most` is the sum of `1 << value` over what can be chosen. */
  least: number;
  most: number;
  /** Value where nothing else is said. */
  initial: number;
  /** Environment variable of the server that sets default and bounds. */
  variable: string;
  /** One sentence for the docs. */
  purpose: string;
};

const CODECS = (1 << CODEC.h264) | (1 << CODEC.jpeg);

/** What of the stream can be changed while it runs: by environment variables for all, by a page for itself. */
export const STREAM_SETTINGS = {
  framerate: {
    id: 1,
    kind: "number",
    least: 8,
    most: 240,
    initial: 60,
    variable: "SELKIES_FRAMERATE",
    purpose: "Most frames a second.",
  },
  crf: {
    id: 2,
    kind: "number",
    least: 5,
    most: 50,
    initial: 23,
    variable: "SELKIES_H264_CRF",
    purpose: "Quality of video while things move, as x264's constant rate factor: the smaller, the better.",
  },
  bitrate: {
    id: 3,
    kind: "number",
    least: 1,
    most: 100,
    initial: 100,
    variable: "SELKIES_VIDEO_BITRATE",
    purpose: "Most Mbit a second; 100 is no limit.",
  },
  codec: {
    id: 4,
    kind: "choice",
    least: 0,
    most: CODECS,
    initial: CODEC.h264,
    variable: "SELKIES_ENCODER",
    purpose: "How pictures are coded, where the browser can decode it: `x264enc` (H.264) or `jpeg`.",
  },
  fullColour: {
    id: 5,
    kind: "switch",
    least: 0,
    most: 1,
    initial: 0,
    variable: "SELKIES_H264_FULLCOLOR",
    purpose: "Colour at full resolution (4:4:4), where the browser can decode it: coloured text is sharper.",
  },
  jpegQuality: {
    id: 6,
    kind: "number",
    least: 1,
    most: 100,
    initial: 75,
    variable: "SELKIES_JPEG_QUALITY",
    purpose: "Quality of JPEG pictures while things move: the larger, the better.",
  },
} as const satisfies Record<string, StreamSetting>;

/** Name of a setting of the stream. */
export type SettingName = keyof typeof STREAM_SETTINGS;
/** A value for each setting. */
export type SettingValues = Record<SettingName, number>;

/** Every name, in the order people see them. */
export const SETTING_NAMES = Object.keys(STREAM_SETTINGS) as SettingName[];

/** The setting of this number on the wire; undefined for one that a later version brought. */
export function settingNamed(id: number): SettingName | undefined {
  return SETTING_NAMES.find(name => STREAM_SETTINGS[name].id === id);
}

/** The value nearest to `value` that bounds as in `setting` allow; `fallback` where a choice is not among them. */
export function allowed(
  kind: SettingKind,
  value: number,
  bounds: { least: number; most: number },
  fallback: number,
): number {
  if (kind === "choice") {
    return value < 32 && (bounds.most & (1 << value)) !== 0 ? value : fallback;
  }
  return Math.min(bounds.most, Math.max(bounds.least, Math.round(value)));
}

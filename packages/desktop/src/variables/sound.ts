import { SOUND_BITRATE } from "@porthole/protocol";
import { flag, type Kind, text } from "./kinds.ts";
import type { Variables } from "./variable.ts";

/** Bits a second where a page chooses nothing, and between which it can choose. */
type Bitrates = { initial: number; least: number; most: number };

/** One bit rate, or several: the first is the default, and pages choose between the least and the most of them. */
const bitrates: Kind<Bitrates> = {
  wanted: `bits a second from ${SOUND_BITRATE.least} to ${SOUND_BITRATE.most}, or several with commas between them`,
  bounds: `${SOUND_BITRATE.least}–${SOUND_BITRATE.most}, a number or a list`,
  read(words, locked) {
    const { least, most } = SOUND_BITRATE;
    const given = words.split(",").map(word => (/^\d{1,9}$/.test(word.trim()) ? Number(word) : Number.NaN));
    const [initial = Number.NaN] = given;
    if (!given.every(value => value >= least && value <= most)) {
      return undefined;
    }
    if (locked) {
      return { initial, least: initial, most: initial };
    }
    return given.length > 1
      ? { initial, least: Math.min(...given), most: Math.max(...given) }
      : { initial, least, most };
  },
};

/** A socket's path. */
const socket: Kind<string> = {
  wanted: 'a socket\'s path such as "unix:/run/pulse/native"',
  bounds: "a socket's path",
  read: words => /^(?:unix:)?(\/.+)$/.exec(words)?.[1],
};

/** What is heard, in both directions. */
export const soundVariables = {
  SELKIES_AUDIO_ENABLED: { kind: flag, initial: "true", purpose: "Whether pages may hear the desktop." },
  SELKIES_AUDIO_BITRATE: {
    kind: bitrates,
    initial: String(SOUND_BITRATE.initial),
    purpose: "Bits a second of the sound, at first.",
  },
  SELKIES_AUDIO_DEVICE_NAME: {
    kind: text("the name of a PulseAudio source"),
    initial: "output.monitor",
    purpose: "What of PulseAudio pages hear.",
  },
  SELKIES_MICROPHONE_ENABLED: {
    kind: flag,
    initial: "true",
    purpose: "Whether applications may ask pages for their microphone.",
  },
  PULSE_SERVER: {
    kind: socket,
    purpose: "Another PulseAudio than the desktop's own.",
    from: "systems",
  },
  "SELKIES_AUDIO_FRAME_*": { absent: "A packet holds ten milliseconds." },
  "SELKIES_AUDIO_REDUNDANCY*": { absent: "The page's WebSocket loses nothing, so nothing is sent twice." },
  SELKIES_AUDIO_PACKETLOSS_PERCENT: {
    absent: "The page's WebSocket loses nothing, so nothing is sent twice.",
  },
} as const satisfies Variables;

import { bool, rest, text, u8, u32 } from "./codec.ts";

/** Values of `listen.format`, `sound.format` and `voice.format`: how sound comes. */
export const SOUND_FORMAT = { none: 0, opus: 1, pcm: 2 } as const;
/** Samples a second of each channel. */
export const SOUND_RATE = 48_000;
/** Samples of each channel in one `sound`. */
export const SOUND_FRAME = 480;
/** Samples in one `voice`, which has one channel. */
export const VOICE_FRAME = 960;
/** Bits a second of Opus: the least and the most that can be asked for, and what is sent where nothing is. */
export const SOUND_BITRATE = { least: 32_000, most: 320_000, initial: 128_000 } as const;

/** Messages about sound and microphone from page to server. */
export const pageSound = {
  /** How the page wants the desktop's sound: 0 not at all, as at the start, 1 Opus of `bitrate` bits a second at most, 2 16-bit samples, left and right in turns. */
  listen: { type: 0x30, fields: { format: u8, bitrate: u32 } },
  /** Twenty milliseconds of the page's microphone in one channel at 48 kHz, while `wanted` says so; formats as in `listen`. `last` says that silence follows. */
  voice: { type: 0x31, fields: { format: u8, last: bool, data: rest } },
} as const;

/** Messages about sound and microphone from server to page. */
export const serverSound = {
  /** Ten milliseconds of sound at 48 kHz in two channels; `position` counts them, silence included. Nothing comes while it is silent; `last` ends what was heard. */
  sound: { type: 0x30, fields: { format: u8, position: u32, last: bool, data: rest } },
  /**
   * What this server does with sound, after `welcome`: whether it sends any, whether it takes a microphone, and between which bits a second of Opus a page can choose.
   * `ticket`: a second connection to the socket's address with `?sound=TICKET` carries this page's sound, and `listen`, apart from all else; without one, sound comes on this connection.
   */
  soundRules: {
    type: 0x31,
    fields: { out: bool, microphone: bool, bitrate: u32, least: u32, most: u32, ticket: text },
  },
  /** Whether an application in the desktop records now, and this page is the one to give it its microphone. `by` names the application, where it is known. */
  wanted: { type: 0x32, fields: { microphone: bool, by: text } },
} as const;

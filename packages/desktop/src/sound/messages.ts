/** What the server is told of sound. */
export type SoundSettings = {
  /** Whether pages may hear the desktop. `SELKIES_AUDIO_ENABLED`, default true. */
  enabled: boolean;
  /** Bits a second of Opus: where a page chooses nothing, and between which it can choose. `SELKIES_AUDIO_BITRATE`, default 128000. */
  bitrate: { initial: number; least: number; most: number };
  /** PulseAudio's source. `SELKIES_AUDIO_DEVICE_NAME`, default "output.monitor". */
  device: string;
  /** Whether applications may ask pages for their microphone. `SELKIES_MICROPHONE_ENABLED`, default true. */
  microphone: boolean;
  /** Socket of PulseAudio. `PULSE_SERVER` where that is one, or `pulse/native` in `XDG_RUNTIME_DIR`. */
  server: string;
};

/** How sound is wanted, by anybody. `bitrates` of Opus, each once. */
export type SoundDemand = { bitrates: readonly number[]; pcm: boolean };

/** Ten milliseconds of sound in the forms that are wanted. */
export type SoundFrame = {
  position: number;
  /** What was heard ends with it. */
  last: boolean;
  /** A packet for each bit rate. */
  opus: readonly { bitrate: number; data: Uint8Array<ArrayBuffer> }[];
  pcm?: Uint8Array<ArrayBuffer>;
};

/** To the sound worker. */
export type ToSoundWorker =
  | { kind: "demand"; demand: SoundDemand }
  /** Part of a page's microphone; as `voice` of the protocol. */
  | { kind: "voice"; format: number; last: boolean; data: Uint8Array }
  | { kind: "stop" };

/** From the sound worker. */
export type FromSoundWorker =
  | { kind: "frame"; frame: SoundFrame }
  /** At each change: whether PulseAudio and the device are there. */
  | { kind: "device"; up: boolean; why: string }
  /** At each change: names of the applications that record the microphone now. */
  | { kind: "recorders"; applications: readonly string[] };

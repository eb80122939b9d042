import type { Variables } from "./variable.ts";

const NO_SOUND = "There is no sound yet.";

/** What is heard, in both directions; the camera too. */
export const soundVariables = {
  SELKIES_AUDIO_ENABLED: { absent: NO_SOUND },
  SELKIES_AUDIO_BITRATE: { absent: NO_SOUND },
  SELKIES_AUDIO_DEVICE_NAME: { absent: NO_SOUND },
  "SELKIES_AUDIO_FRAME_*": { absent: NO_SOUND },
  "SELKIES_AUDIO_REDUNDANCY*": { absent: "The page's WebSocket loses nothing, so nothing is sent twice." },
  SELKIES_AUDIO_PACKETLOSS_PERCENT: {
    absent: "The page's WebSocket loses nothing, so nothing is sent twice.",
  },
  SELKIES_MICROPHONE_ENABLED: { absent: NO_SOUND },
} as const satisfies Variables;

import { type PageMessage, type ServerMessage, SOUND_BITRATE, SOUND_FORMAT } from "@porthole/protocol";
import { openSoundDecoder, type SoundDecoder, soundFormat } from "./decode.ts";

/** The worker's part of sound: asks for it, decodes it, and hands it to the player. */
export type Listening = {
  onSound(message: Extract<ServerMessage, { kind: "sound" }>): void;
  /** What plays is there, and takes parts at this port. */
  play(port: MessagePort): void;
  /** Whether sound is wanted now, and with how many bits a second. */
  want(on: boolean, bitrate: number): void;
  /** There is a new connection, which has been asked for nothing yet. */
  begin(): void;
};

/** Makes the worker's part. */
export function openListening(send: (message: PageMessage) => void): Listening {
  let decoder: SoundDecoder | undefined;
  let on = false;
  let bitrate: number = SOUND_BITRATE.initial;
  let format: number | undefined;

  async function ask(): Promise<void> {
    format ??= await soundFormat();
    send({ kind: "listen", format: on && decoder ? format : SOUND_FORMAT.none, bitrate });
  }

  return {
    onSound({ format: came, data, last }) {
      if (on) {
        decoder?.push(came, data, last);
      }
    },
    play(port) {
      decoder?.close();
      decoder = openSoundDecoder(part =>
        port.postMessage(
          part,
          part.planes.map(plane => plane.buffer),
        ),
      );
      void ask();
    },
    want(now, bits) {
      on = now;
      bitrate = bits;
      void ask();
    },
    begin() {
      void ask();
    },
  };
}

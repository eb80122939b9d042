import { SOUND_RATE } from "@porthole/protocol";
import type { Opened } from "../page/borrowed.ts";

/** A microphone that is open, until closed. */
export type Microphone = Opened & {
  /** What it hears, `VOICE_FRAME` samples at a time. */
  port: MessagePort;
};

/**
 * Asks the browser for a microphone: the one of this `device`, or any where that is not there.
 * @throws DOMException where a person, or the browser, refuses
 */
export async function openMicrophone(device: string): Promise<Microphone> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: {
      channelCount: 1,
      echoCancellation: true,
      noiseSuppression: true,
      autoGainControl: true,
      ...(device === "" ? {} : { deviceId: { ideal: device } }),
    },
  });
  const context = new AudioContext({ sampleRate: SOUND_RATE, latencyHint: "interactive" });
  const microphone: Microphone = {
    port: new MessageChannel().port1,
    onEnd: () => undefined,
    close() {
      for (const track of stream.getTracks()) {
        track.stop();
      }
      void context.close();
    },
  };
  try {
    await context.audioWorklet.addModule(new URL("worklet.js", document.baseURI));
    const node = new AudioWorkletNode(context, "porthole-microphone", {
      numberOfOutputs: 0,
      channelCount: 1,
    });
    const { port1, port2 } = new MessageChannel();
    microphone.port = port1;
    node.port.postMessage(port2, [port2]);
    new MediaStreamAudioSourceNode(context, { mediaStream: stream }).connect(node);
    stream.getAudioTracks()[0]?.addEventListener("ended", () => microphone.onEnd());
    return microphone;
  } catch (error) {
    microphone.close();
    throw error;
  }
}

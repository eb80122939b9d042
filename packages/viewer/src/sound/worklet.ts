/** Runs in the browser's sound thread: what is played comes from a jitter buffer that a worker fills through a port; what the microphone hears goes to a worker through another. */
import { JitterBuffer, VOICE_FRAME } from "@porthole/protocol";
import type { PlayerReport, SoundPart } from "./part.ts";

/** Samples that a worklet gives at once; Web Audio 1.0, render quantum. */
const QUANTUM = 128;
/** Blocks between two reports. */
const REPORT_EVERY = 375;

class Player extends AudioWorkletProcessor {
  readonly #buffer = new JitterBuffer(2, QUANTUM);
  #blocks = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => {
      data.onmessage = ({ data: part }: MessageEvent<SoundPart>) => this.#buffer.push(part.planes, part.last);
    };
  }

  process(_inputs: Float32Array[][], [output = []]: Float32Array[][]): boolean {
    this.#buffer.pull(output);
    if (++this.#blocks % REPORT_EVERY === 0) {
      const { gaps, bridges, cuts, fill: ready } = this.#buffer;
      const report: PlayerReport = { gaps, bridges, cuts, ready };
      this.port.postMessage(report);
    }
    return true;
  }
}

/** Cuts what the microphone hears into frames. */
class Microphone extends AudioWorkletProcessor {
  #port: MessagePort | undefined;
  #frame = new Float32Array(VOICE_FRAME);
  #filled = 0;

  constructor() {
    super();
    this.port.onmessage = ({ data }: MessageEvent<MessagePort>) => {
      this.#port = data;
    };
  }

  process([input = []]: Float32Array[][]): boolean {
    const [samples = new Float32Array(QUANTUM)] = input;
    for (let at = 0; at < samples.length; ) {
      const part = samples.subarray(at, at + VOICE_FRAME - this.#filled);
      this.#frame.set(part, this.#filled);
      this.#filled += part.length;
      at += part.length;
      if (this.#filled === VOICE_FRAME) {
        this.#port?.postMessage(this.#frame, [this.#frame.buffer]);
        this.#frame = new Float32Array(VOICE_FRAME);
        this.#filled = 0;
      }
    }
    return true;
  }
}

registerProcessor("porthole-player", Player);
registerProcessor("porthole-microphone", Microphone);

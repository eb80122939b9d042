/** Runs in the browser's sound thread: what is played comes from a jitter buffer that a worker fills through a port. */
import { JitterBuffer } from "@porthole/protocol";
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
      const report: PlayerReport = { gaps: this.#buffer.gaps, ready: this.#buffer.fill };
      this.port.postMessage(report);
    }
    return true;
  }
}

registerProcessor("porthole-player", Player);

import { setTimeout as delay } from "node:timers/promises";
import { SOUND_FRAME, SOUND_RATE } from "@porthole/protocol";
import { Ear } from "./ear.ts";
import type { FromSoundWorker, SoundDemand, SoundSettings, ToSoundWorker } from "./messages.ts";
import { Mouth } from "./mouth.ts";
import { Pulse, type PulseStream } from "./pulse/pulse.ts";

/** Pauses between attempts to reach PulseAudio, in ms; the last one repeats. */
const RETRY = [50, 100, 200, 400, 800];
/** PulseAudio's devices of porthole.pa: where a page's microphone is played to, and what applications record. */
const INPUT = "input";
const SOURCES = ["microphone", "input.monitor"];
/** Bytes of the microphone that PulseAudio keeps ready: 40 ms, so that a busy machine makes no gaps. */
const VOICE_AHEAD = SOUND_FRAME * 2 * 4;

/** The sound worker: what is played in the desktop goes out, a page's microphone comes in. Lives on while PulseAudio comes and goes. */
export class SoundLoop {
  readonly #settings: SoundSettings;
  readonly #post: (message: FromSoundWorker, transfer?: ArrayBuffer[]) => void;
  #demand: SoundDemand = { bitrates: [], pcm: false };
  #position = 0;
  #up: boolean | undefined;
  #recorders: readonly string[] = [];
  readonly #stop = new AbortController();
  /** What there is while PulseAudio is there. */
  #pulse: Pulse | undefined;
  #ear: { ear: Ear; stream: PulseStream } | undefined;
  #mouth: { mouth: Mouth; stream: PulseStream } | undefined;
  /** Changes of streams, one after the other. */
  #work: Promise<void> = Promise.resolve();

  constructor(settings: SoundSettings, post: (message: FromSoundWorker, transfer?: ArrayBuffer[]) => void) {
    this.#settings = settings;
    this.#post = post;
  }

  handle(message: ToSoundWorker): void {
    switch (message.kind) {
      case "demand":
        this.#demand = message.demand;
        if (this.#ear) {
          this.#ear.ear.demand = message.demand;
        }
        this.#change(() => this.#adjustEar());
        break;
      case "voice":
        this.#speak(message);
        break;
      case "stop":
        this.#stop.abort();
        this.#pulse?.[Symbol.dispose]();
        break;
    }
  }

  /** Runs until stopped. A PulseAudio that has gone is looked for until it is back. */
  async run(): Promise<void> {
    const { signal } = this.#stop;
    for (let attempt = 0; !signal.aborted; ) {
      try {
        const pulse = await Pulse.open(this.#settings.server);
        attempt = 0;
        await this.#live(pulse);
      } catch (error) {
        this.#tell(false, error instanceof Error ? error.message : String(error));
        await delay(RETRY[Math.min(attempt++, RETRY.length - 1)], undefined, { signal }).catch(
          () => undefined,
        );
      }
    }
  }

  /** Rejects once PulseAudio, or one of its devices, has gone. */
  async #live(pulse: Pulse): Promise<never> {
    const ended = new Promise<never>((_, reject) => {
      pulse.onEnd = reject;
    });
    this.#pulse = pulse;
    try {
      if (this.#settings.microphone) {
        pulse.onRecordings = () => this.#change(() => this.#adjustMouth(pulse));
        pulse.onRecordings();
      }
      this.#change(() => this.#adjustEar());
      this.#change(async () => this.#tell(true, ""));
      return await ended;
    } finally {
      this.#pulse = undefined;
      await this.#work;
      this.#closeEar();
      this.#closeMouth();
      this.#tellRecorders([]);
    }
  }

  #change(change: () => Promise<void>): void {
    const pulse = this.#pulse;
    this.#work = this.#work
      .then(() => (pulse && pulse === this.#pulse ? change() : undefined))
      .catch((error: Error) => pulse?.end(error));
  }

  async #adjustEar(): Promise<void> {
    const wanted = this.#demand.pcm || this.#demand.bitrates.length > 0;
    if (wanted && !this.#ear && this.#pulse) {
      const ear = new Ear(this.#position, frame => {
        const buffers = [...frame.opus.map(({ data }) => data), ...(frame.pcm ? [frame.pcm] : [])];
        this.#post(
          { kind: "frame", frame },
          buffers.map(({ buffer }) => buffer),
        );
      });
      ear.demand = this.#demand;
      const part = SOUND_FRAME * 4;
      const { device } = this.#settings;
      const stream = await this.#pulse.record({ device, rate: SOUND_RATE, channels: 2, part }, data =>
        ear.hear(data),
      );
      this.#ear = { ear, stream };
    } else if (!wanted) {
      this.#closeEar();
    }
  }

  #closeEar(): void {
    if (this.#ear) {
      this.#position = this.#ear.ear.position;
      this.#ear.stream[Symbol.dispose]();
      this.#ear.ear[Symbol.dispose]();
      this.#ear = undefined;
    }
  }

  /** Looks who records, and keeps the way open for a page's microphone while somebody does. */
  async #adjustMouth(pulse: Pulse): Promise<void> {
    const [all, ...sources] = await Promise.all([
      pulse.recorders(),
      ...SOURCES.map(name => pulse.source(name)),
    ]);
    const recorders = all.filter(
      ({ source, held, meter, own }) => sources.some(one => one?.index === source) && !held && !meter && !own,
    );
    if (recorders.length > 0 && !this.#mouth) {
      const mouth = new Mouth();
      const stream = await pulse.play(
        { device: INPUT, rate: SOUND_RATE, channels: 1, ahead: VOICE_AHEAD },
        bytes => mouth.pull(bytes),
      );
      this.#mouth = { mouth, stream };
    } else if (recorders.length === 0) {
      this.#closeMouth();
    }
    this.#tellRecorders([...new Set(recorders.map(({ application }) => application))].toSorted());
  }

  #closeMouth(): void {
    this.#mouth?.stream[Symbol.dispose]();
    this.#mouth?.mouth[Symbol.dispose]();
    this.#mouth = undefined;
  }

  #speak({ format, last, data }: Extract<ToSoundWorker, { kind: "voice" }>): void {
    try {
      this.#mouth?.mouth.speak(format, data, last);
    } catch {
      // A page that sends no Opus is not heard; nothing else of it matters here.
    }
  }

  #tell(up: boolean, why: string): void {
    if (up !== this.#up) {
      this.#up = up;
      this.#post({ kind: "device", up, why });
    }
  }

  #tellRecorders(applications: readonly string[]): void {
    if (applications.join("\n") !== this.#recorders.join("\n")) {
      this.#recorders = applications;
      this.#post({ kind: "recorders", applications });
    }
  }
}

import { Worker } from "node:worker_threads";
import { type ServerMessage, SOUND_FORMAT } from "@porthole/protocol";
import { RestartPause } from "../restart-pause.ts";
import { Turn } from "../session/turn.ts";
import { SoundDoor } from "./door.ts";
import type { FromSoundWorker, SoundFrame, SoundSettings, ToSoundWorker } from "./messages.ts";

/** Bytes in a page's socket from which on it goes without: sound that comes late is of no use. */
const FULL = 512 * 1024;

/** One page's part in sound, as {@link Sound} sees it. */
export type SoundPage = {
  /** How it listens; `bitrate` of Opus. */
  readonly listening: { format: number; bitrate: number };
  /** Whether its person may give its microphone. */
  readonly maySpeak: boolean;
  send(message: ServerMessage): void;
  buffered(): number;
  /** Applications record, and it is this page's turn to give them its microphone; none means that it is no longer. */
  onRecorders(applications: readonly string[]): void;
};

/** The desktop's sound and microphone, for all pages. Its worker runs while there is a page; one that dies is replaced. */
export class Sound implements Disposable {
  readonly settings: SoundSettings;
  /** Where pages come in that want their sound apart from the picture. */
  readonly door: SoundDoor = new SoundDoor();
  readonly #entry: URL;
  readonly #turn = new Turn<SoundPage>();
  #recorders: readonly string[] = [];
  /** What it was told last. */
  #told = "";
  #worker: Worker | undefined;
  #stopped: boolean = false;
  #timer: NodeJS.Timeout | undefined;
  readonly #pause = new RestartPause(50, 10_000);
  onFailure: (error: unknown) => void = () => undefined;
  /** PulseAudio came or went. */
  onDevice: (up: boolean, why: string) => void = () => undefined;

  /** `entry` is the worker's file. */
  constructor(entry: URL, settings: SoundSettings) {
    this.#entry = entry;
    this.settings = settings;
  }

  /** A page is there, until what is given back is disposed. */
  join(page: SoundPage): Disposable {
    this.#turn.add(page);
    this.update();
    return {
      [Symbol.dispose]: () => {
        this.#turn.delete(page);
        this.update();
      },
    };
  }

  /** A person uses this page: it is the one to be asked for its microphone next. */
  onUse(page: SoundPage): void {
    this.#turn.use(page);
  }

  /** A page listens in another way than before, or may do something else. */
  update(): void {
    this.#chooseSpeaker();
    if (!this.#worker && this.#timer === undefined && this.#turn.count > 0 && this.#wanted) {
      this.#start();
    }
    const listening = [...this.#turn].map(page => page.listening);
    const rates = listening
      .filter(({ format }) => format === SOUND_FORMAT.opus)
      .map(({ bitrate }) => bitrate);
    const pcm = listening.some(({ format }) => format === SOUND_FORMAT.pcm);
    this.#send({ kind: "demand", demand: { bitrates: [...new Set(rates)], pcm } });
  }

  /** Part of a page's microphone, which is heard where it is its turn. */
  speak(page: SoundPage, voice: { format: number; last: boolean; data: Uint8Array }): void {
    if (page === this.#turn.holder) {
      this.#send({ kind: "voice", format: voice.format, last: voice.last, data: voice.data });
    }
  }

  [Symbol.dispose](): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#send({ kind: "stop" });
  }

  get #wanted(): boolean {
    return (this.settings.enabled || this.settings.microphone) && !this.#stopped;
  }

  #start(): void {
    const worker = new Worker(this.#entry, { workerData: this.settings, name: "sound" });
    this.#worker = worker;
    this.#pause.onStart(performance.now());
    worker.on("message", (message: FromSoundWorker) => this.#receive(message));
    worker.on("error", error => this.onFailure(error));
    worker.on("exit", () => this.#onExit());
  }

  #receive(message: FromSoundWorker): void {
    switch (message.kind) {
      case "frame":
        this.#onFrame(message.frame);
        break;
      case "device":
        this.onDevice(message.up, message.why);
        break;
      case "recorders":
        this.#recorders = message.applications;
        this.#chooseSpeaker();
        break;
    }
  }

  #send(message: ToSoundWorker): void {
    this.#worker?.postMessage(message);
  }

  #onExit(): void {
    this.#worker = undefined;
    this.#recorders = [];
    this.#chooseSpeaker();
    if (this.#stopped) {
      return;
    }
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.update();
    }, this.#pause.onExit(performance.now()));
    this.#timer.unref();
  }

  /** One page speaks at a time: it stays the one for as long as anything records. */
  #chooseSpeaker(): void {
    const before = this.#turn.choose(this.#recorders.length > 0, page => page.maySpeak);
    const { holder } = this.#turn;
    if (before && before !== holder && this.#turn.has(before)) {
      before.onRecorders([]);
    }
    const words = this.#recorders.join(", ");
    if (holder && (before !== holder || words !== this.#told)) {
      holder.onRecorders(this.#recorders);
    }
    this.#told = words;
  }

  #onFrame({ position, last, opus, pcm }: SoundFrame): void {
    for (const page of this.#turn) {
      const { format, bitrate } = page.listening;
      const data =
        format === SOUND_FORMAT.opus
          ? opus.find(packet => packet.bitrate === bitrate)?.data
          : format === SOUND_FORMAT.pcm
            ? pcm
            : undefined;
      if (data && (last || page.buffered() <= FULL)) {
        page.send({ kind: "sound", format, position, last, data });
      }
    }
  }
}

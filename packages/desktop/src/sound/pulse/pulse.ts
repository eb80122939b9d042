import { connect, type Socket } from "node:net";
import { errorNamed } from "./errors.ts";
import { type SampleSpec, TagReader, TagWriter } from "./tags.ts";

/** Commands of the native protocol that are used (pulsecore/native-common.h). */
const COMMAND = {
  error: 0,
  reply: 2,
  createPlayback: 3,
  deletePlayback: 4,
  createRecord: 5,
  deleteRecord: 6,
  auth: 8,
  clientName: 9,
  source: 23,
  recorders: 32,
  subscribe: 35,
  request: 61,
  playbackKilled: 64,
  recordKilled: 65,
  event: 66,
} as const;

/** The protocol's version that this end speaks: of PulseAudio 0.9.22, and the first that tells whether a recording is held. */
const VERSION = 19;
/** "None", of an index; "let the server choose", of a size. */
const NONE = 0xffffffff;
/** Channel of commands; streams have their own. */
const COMMANDS = 0xffffffff;
/** Bytes before each frame: length, channel, offset (two), flags. */
const HEAD = 20;
/** Largest frame of either end (`FRAME_SIZE_MAX_ALLOW`). */
const LARGEST = 16 * 1024 * 1024;
/** Largest part of a playback in one frame, as PulseAudio's own. */
const PART = 64 * 1024;
/** Length of the cookie, which nobody looks at where everybody may come in. */
const COOKIE = 256;
/** Bit of events about recordings (`PA_SUBSCRIPTION_MASK_SOURCE_OUTPUT`). */
const RECORDINGS = 8;
/** How long, in ms, an answer may take. */
const PATIENCE = 5000;

/** A stream from or to PulseAudio, until disposed. */
export type PulseStream = Disposable;
/** Where sound is recorded: a `monitor` gives what is played to a device. */
export type Source = { index: number; monitor: boolean };
/** Somebody who records: `held` for now, a mere `meter` of levels, or PulseAudio or this connection itself (`own`). */
export type Recorder = { source: number; held: boolean; meter: boolean; application: string; own: boolean };

type Waiting = {
  resolve(reply: TagReader): void;
  reject(error: Error): void;
  timer: NodeJS.Timeout;
};

/** A connection to PulseAudio, spoken to directly. Ends with {@link onEnd}. */
export class Pulse implements Disposable {
  readonly #socket: Socket;
  readonly #waiting = new Map<number, Waiting>();
  readonly #recordings = new Map<number, (data: Buffer) => void>();
  readonly #playbacks = new Map<number, (bytes: number) => Uint8Array>();
  #received: Buffer = Buffer.alloc(0);
  #tag = 0;
  #client = NONE;
  #ended: boolean = false;
  /** It has gone; called once. Nothing works any more. */
  onEnd: (error: Error) => void = () => undefined;
  /** A recording began, ended or changed. */
  onRecordings: () => void = () => undefined;

  private constructor(socket: Socket) {
    this.#socket = socket;
    socket.on("data", (data: Buffer) => this.#receive(data));
    socket.on("error", error => this.end(error));
    socket.on("close", () => this.end(new Error("PulseAudio has gone")));
  }

  /** Connects to the socket at `path`. @throws Error where nobody answers there */
  static async open(path: string): Promise<Pulse> {
    const socket = connect(path);
    await new Promise<void>((resolve, reject) => {
      socket.once("connect", resolve);
      socket.once("error", reject);
    });
    const pulse = new Pulse(socket);
    try {
      await pulse.#ask(COMMAND.auth, write => write.u32(VERSION).bytes(Buffer.alloc(COOKIE)));
      const reply = await pulse.#ask(COMMAND.clientName, write =>
        write.properties({ "application.name": "Porthole" }),
      );
      pulse.#client = reply.u32();
      await pulse.#ask(COMMAND.subscribe, write => write.u32(RECORDINGS));
      return pulse;
    } catch (error) {
      pulse[Symbol.dispose]();
      throw error;
    }
  }

  /**
   * Records `device`; `onData` gets what comes, `part` bytes at a time or fewer. Of a device that others play to, nothing comes while it sleeps
   * since none does.
   * @throws Error where there is no such device
   */
  async record(
    { device, part, ...spec }: SampleSpec & { device: string; part: number },
    onData: (data: Buffer) => void,
  ): Promise<PulseStream> {
    const { monitor } = await this.#source(device);
    const reply = await this.#ask(COMMAND.createRecord, write => {
      // Longest buffer, not held, size of a part.
      write.samples(spec).u32(NONE).text(device).u32(NONE).bool(false).u32(part);
      // No remapping, no remixing, three to take the device's format, not to be moved, a variable rate.
      write.bool(false, false, false, false, false, false, false);
      // No meter; the device shall be as quick as the part.
      write.bool(false, true).properties({ "media.name": "What pages hear" }).u32(NONE);
      // No early requests; whether it lets the device sleep; does not fail on one that does.
      write.bool(false, monitor, false);
    });
    const channel = reply.u32();
    this.#recordings.set(channel, onData);
    return this.#stream(COMMAND.deleteRecord, channel, () => this.#recordings.delete(channel));
  }

  /**
   * Plays to `device`; `pull` is called for so many bytes whenever they are needed, and has to give as many. About `ahead` bytes are
   * kept ready.
   * @throws Error where there is no such device
   */
  async play(
    { device, ahead, ...spec }: SampleSpec & { device: string; ahead: number },
    pull: (bytes: number) => Uint8Array,
  ): Promise<PulseStream> {
    const reply = await this.#ask(COMMAND.createPlayback, write => {
      write.samples(spec).u32(NONE).text(device);
      // Longest buffer, not held, what is kept ready, nothing before the start, the least to ask for, in step with no other.
      write
        .u32(ahead * 2)
        .bool(false)
        .u32(ahead)
        .u32(0)
        .u32(ahead >> 1)
        .u32(0);
      write.fullVolume(spec.channels).bool(false, false, false, false, false, false, false);
      // Not muted; the device shall be as quick as the buffer.
      write.bool(false, true).properties({ "media.name": "Microphone of a page" });
      // The volume is meant, and no early requests; so is that it is heard; keeps a device awake; does not fail on one that sleeps;
      // the volume is no part of another; samples, not a coded stream.
      write.bool(true, false).bool(true, false, false).bool(false).bool(false);
    });
    const channel = reply.u32();
    reply.u32();
    this.#playbacks.set(channel, pull);
    this.#give(channel, reply.u32());
    return this.#stream(COMMAND.deletePlayback, channel, () => this.#playbacks.delete(channel));
  }

  /** A source; undefined where there is none of this name. */
  async source(name: string): Promise<Source | undefined> {
    return this.#source(name).catch(() => undefined);
  }

  /** Everything that records now. */
  async recorders(): Promise<Recorder[]> {
    const reply = await this.#ask(COMMAND.recorders, write => write);
    const found: Recorder[] = [];
    while (!reply.done) {
      reply.u32();
      reply.text();
      reply.u32();
      const client = reply.u32();
      const source = reply.u32();
      reply.skipSamples();
      reply.usec();
      reply.usec();
      const meter = reply.text() === "peaks";
      reply.text();
      const application = reply.properties().get("application.name") ?? "";
      const held = reply.bool();
      found.push({ source, held, meter, application, own: client === NONE || client === this.#client });
    }
    return found;
  }

  [Symbol.dispose](): void {
    this.end(new Error("the connection to PulseAudio was closed"));
  }

  async #source(name: string): Promise<Source> {
    const reply = await this.#ask(COMMAND.source, write => write.u32(NONE).text(name));
    const index = reply.u32();
    // Its name and description, samples, module, volume, whether it is muted.
    reply.text();
    reply.text();
    reply.skipSamples();
    reply.u32();
    reply.skipVolume();
    reply.bool();
    return { index, monitor: reply.u32() !== NONE };
  }

  #stream(command: number, channel: number, forget: () => void): PulseStream {
    return {
      [Symbol.dispose]: () => {
        forget();
        if (!this.#ended) {
          // What ends anyway needs no answer.
          this.#ask(command, write => write.u32(channel)).catch(() => undefined);
        }
      },
    };
  }

  #ask(command: number, fill: (writer: TagWriter) => unknown): Promise<TagReader> {
    if (this.#ended) {
      return Promise.reject(new Error("PulseAudio has gone"));
    }
    const tag = this.#tag++;
    const writer = new TagWriter().u32(command).u32(tag);
    fill(writer);
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => this.end(new Error("PulseAudio does not answer")), PATIENCE);
      this.#waiting.set(tag, { resolve, reject, timer });
      this.#write(COMMANDS, writer.finish());
    });
  }

  #write(channel: number, body: Uint8Array): void {
    const head = Buffer.alloc(HEAD);
    head.writeUInt32BE(body.length, 0);
    head.writeUInt32BE(channel, 4);
    this.#socket.cork();
    this.#socket.write(head);
    this.#socket.write(body);
    this.#socket.uncork();
  }

  #give(channel: number, bytes: number): void {
    const pull = this.#playbacks.get(channel);
    if (pull && bytes > 0) {
      const data = pull(bytes);
      for (let at = 0; at < data.length; at += PART) {
        this.#write(channel, data.subarray(at, at + PART));
      }
    }
  }

  #receive(data: Buffer): void {
    this.#received = this.#received.length === 0 ? data : Buffer.concat([this.#received, data]);
    try {
      while (!this.#ended && this.#received.length >= HEAD) {
        const length = this.#received.readUInt32BE(0);
        if (length > LARGEST) {
          throw new Error(`PulseAudio sent a frame of ${length} bytes`);
        }
        if (this.#received.length < HEAD + length) {
          return;
        }
        const channel = this.#received.readUInt32BE(4);
        const body = this.#received.subarray(HEAD, HEAD + length);
        this.#received = this.#received.subarray(HEAD + length);
        if (channel === COMMANDS) {
          this.#command(new TagReader(body));
        } else {
          this.#recordings.get(channel)?.(body);
        }
      }
    } catch (error) {
      this.end(error instanceof Error ? error : new Error(String(error)));
    }
  }

  #command(message: TagReader): void {
    const command = message.u32();
    const tag = message.u32();
    switch (command) {
      case COMMAND.reply:
        this.#answer(tag)?.resolve(message);
        break;
      case COMMAND.error:
        this.#answer(tag)?.reject(new Error(errorNamed(message.u32())));
        break;
      case COMMAND.request:
        this.#give(message.u32(), message.u32());
        break;
      case COMMAND.event:
        this.onRecordings();
        break;
      case COMMAND.playbackKilled:
      case COMMAND.recordKilled:
        throw new Error("PulseAudio has taken a stream's device away");
    }
  }

  #answer(tag: number): Waiting | undefined {
    const waiting = this.#waiting.get(tag);
    this.#waiting.delete(tag);
    clearTimeout(waiting?.timer);
    return waiting;
  }

  /** Ends the connection, for this reason. */
  end(error: Error): void {
    if (this.#ended) {
      return;
    }
    this.#ended = true;
    this.#socket.destroy();
    for (const { reject, timer } of this.#waiting.values()) {
      clearTimeout(timer);
      reject(error);
    }
    this.#waiting.clear();
    this.onEnd(error);
  }
}

import {
  CLOSE,
  type PageMessage,
  pageMessages,
  type ServerMessage,
  SOUND_FORMAT,
  serverMessages,
} from "@porthole/protocol";
import type { WebSocket } from "ws";
import type { PageLine, PageLink } from "../session/page-line.ts";
import { may } from "../sharing/grant.ts";
import type { Sound, SoundPage } from "./sound.ts";

/** One page's part in sound. */
export class SoundLink implements SoundPage, PageLink {
  readonly #sound: Sound;
  readonly #line: PageLine;
  readonly #membership: Disposable;
  readonly #entry: Disposable;
  /** The connection that the page has made for its sound. */
  #own: WebSocket | undefined;
  listening: SoundPage["listening"] = { format: SOUND_FORMAT.none, bitrate: 0 };

  /** Tells the page the rules, and joins. */
  constructor(sound: Sound, line: PageLine) {
    this.#sound = sound;
    this.#line = line;
    const { enabled, microphone, bitrate } = sound.settings;
    const { initial, least, most } = bitrate;
    const entry = sound.door.admit(socket => this.#enter(socket));
    this.#entry = entry;
    const ticket = enabled ? entry.ticket : "";
    line.send({ kind: "soundRules", out: enabled, microphone, bitrate: initial, least, most, ticket });
    this.#membership = sound.join(this);
  }

  /** Does what a message says; gives `false` where it is none about sound. */
  handle(message: PageMessage): boolean {
    switch (message.kind) {
      case "listen":
        this.#listen(message);
        return true;
      case "voice":
        this.#sound.speak(this, message);
        return true;
      case "button":
      case "key":
        this.#sound.onUse(this);
        return false;
      default:
        return false;
    }
  }

  get maySpeak(): boolean {
    return may(this.#line.person.grant, "microphone");
  }

  /** Who may no longer listen or speak hears and says nothing from now on. */
  onGrant(): void {
    if (!may(this.#line.person.grant, "sound")) {
      this.listening = { ...this.listening, format: SOUND_FORMAT.none };
    }
    this.#sound.update();
  }

  send(message: ServerMessage): void {
    if (this.#own) {
      this.#own.send(serverMessages.encode(message), { binary: true });
    } else {
      this.#line.send(message);
    }
  }

  buffered(): number {
    return this.#own?.bufferedAmount ?? this.#line.buffered();
  }

  onRecorders(applications: readonly string[]): void {
    const microphone = applications.length > 0;
    this.#line.send({ kind: "wanted", microphone, by: applications.join(", ") });
  }

  [Symbol.dispose](): void {
    this.#entry[Symbol.dispose]();
    this.#membership[Symbol.dispose]();
    this.#own?.close(1001);
  }

  /** The page has made a connection for its sound; it says there how it listens. */
  #enter(socket: WebSocket): void {
    this.#own?.close(1000);
    this.#own = socket;
    socket.on("error", () => undefined);
    socket.on("message", (data: Buffer) => this.#onOwn(socket, data));
    socket.on("close", () => {
      if (this.#own === socket) {
        this.#own = undefined;
        this.listening = { ...this.listening, format: SOUND_FORMAT.none };
        this.#sound.update();
      }
    });
  }

  /** Takes `listen`, of who may; all else has its place on the page's other connection. */
  #onOwn(socket: WebSocket, data: Buffer): void {
    let message: PageMessage;
    try {
      message = pageMessages.decode(data);
    } catch {
      socket.close(CLOSE.malformed, "this is no message");
      return;
    }
    if (message.kind === "listen" && may(this.#line.person.grant, "sound")) {
      this.#listen(message);
    }
  }

  #listen({ format, bitrate }: Extract<PageMessage, { kind: "listen" }>): void {
    const { enabled, bitrate: bounds } = this.#sound.settings;
    const known = format === SOUND_FORMAT.opus || format === SOUND_FORMAT.pcm;
    this.listening = {
      format: known && enabled ? format : SOUND_FORMAT.none,
      bitrate: Math.max(bounds.least, Math.min(bounds.most, bitrate)),
    };
    this.#sound.update();
  }
}

import { CODEC, type ServerMessage, type SettingValues, serverMessages } from "@porthole/protocol";
import type { WebSocket } from "ws";
import { type LaneName, type StreamFormat, type StreamId, streamId } from "../capture/messages.ts";
import type { Cursor } from "../display/cursor.ts";
import { CursorSlots } from "../display/cursor-slots.ts";
import type { StreamName } from "../encode/encoder.ts";
import { ceilingOf } from "../stream-settings.ts";
import { Flow } from "./flow.ts";
import type { Relay } from "./relay.ts";

/** A frame as it goes over the wire, encoded once for all. `bytes` of all its messages. */
export type WireFrame = { frame: number; key: boolean; messages: readonly Uint8Array[]; bytes: number };

/** One page that has said hello. */
export class Viewer {
  readonly #socket: WebSocket;
  /** What passes frames of its monitor on to it. */
  readonly relay: Relay;
  readonly flow = new Flow();
  readonly #cursors = new CursorSlots();
  stream: StreamName;
  lane: LaneName = "quick";
  /** When it came to its lane. */
  laneSince = 0;
  /** Time, in ms, it has to stay in the slow lane. */
  slowFor = 0;
  wishes: SettingValues;
  visible = true;
  /** Wants statistics. */
  watching = false;

  constructor(socket: WebSocket, relay: Relay, stream: StreamName, wishes: SettingValues) {
    this.#socket = socket;
    this.relay = relay;
    this.stream = stream;
    this.wishes = wishes;
    this.flow.ceiling = ceilingOf(wishes.bitrate);
  }

  /** The stream it watches, in its lane. */
  get streamId(): StreamId {
    return streamId(this.stream, this.lane);
  }

  send(message: ServerMessage): void {
    this.#write(serverMessages.encode(message));
  }

  sendFormat({ width, height, codecString }: StreamFormat): void {
    const { display } = this.relay;
    this.send({ kind: "display", display, width, height, codec: CODEC[this.stream], codecString });
  }

  showCursor(cursor: Cursor): void {
    this.send(this.#cursors.messageFor(cursor));
  }

  /** Bytes that wait in the socket. */
  get buffered(): number {
    return this.#socket.bufferedAmount;
  }

  /** Whether a frame made now would reach it soon. */
  ready(now: number): boolean {
    return this.flow.ready(now, this.#socket.bufferedAmount);
  }

  /** Sends the frame if the viewer can take it. */
  offer(wire: WireFrame, now: number): void {
    if (this.flow.offer(wire, now, this.#socket.bufferedAmount)) {
      for (const message of wire.messages) {
        this.#write(message);
      }
    }
  }

  #write(bytes: Uint8Array): void {
    if (this.#socket.readyState === this.#socket.OPEN) {
      this.#socket.send(bytes, { binary: true, compress: false });
    }
  }
}

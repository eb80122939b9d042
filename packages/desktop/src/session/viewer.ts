import { CODEC, type ServerMessage, serverMessages } from "@porthole/protocol";
import type { WebSocket } from "ws";
import type { StreamFormat } from "../capture/messages.ts";
import type { Cursor } from "../display/cursor.ts";
import { CursorSlots } from "../display/cursor-slots.ts";
import type { StreamName } from "../encode/encoder.ts";
import { Flow } from "./flow.ts";

/** The first display; there is no second one yet. */
export const DISPLAY = 0;

/** A frame as it goes over the wire, encoded once for all. */
export type WireFrame = { stream: StreamName; frame: number; key: boolean; messages: readonly Uint8Array[] };

/** One page that has said hello. */
export class Viewer {
  readonly #socket: WebSocket;
  readonly stream: StreamName;
  readonly flow = new Flow();
  readonly #cursors = new CursorSlots();
  visible = true;

  constructor(socket: WebSocket, stream: StreamName) {
    this.#socket = socket;
    this.stream = stream;
  }

  send(message: ServerMessage): void {
    this.#write(serverMessages.encode(message));
  }

  sendFormat({ width, height, codecString, stream }: StreamFormat): void {
    this.send({ kind: "display", display: DISPLAY, width, height, codec: CODEC[stream], codecString });
  }

  showCursor(cursor: Cursor): void {
    this.send(this.#cursors.messageFor(cursor));
  }

  /** Whether a frame made now would reach it soon. */
  ready(now: number): boolean {
    return this.flow.ready(now, this.#socket.bufferedAmount);
  }

  /** Sends the frame if the viewer can take it. */
  offer(wire: WireFrame, now: number): void {
    if (this.flow.offer(wire.frame, wire.key, now, this.#socket.bufferedAmount)) {
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

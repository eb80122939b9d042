import {
  CLIP_FORMAT,
  type Coming,
  type PageMessage,
  type ServerMessage,
  TransferReceiver,
  TransferSender,
} from "@porthole/protocol";
import type { ClipContent, ClipPart, ToPage } from "../bridge.ts";

/** Bytes in the socket from which on a piece waits: what is typed goes first. */
const FULL = 96 * 1024;

/** What the exchange needs of the worker. */
export type ExchangeLine = {
  send(message: PageMessage): void;
  buffered(): number;
  post(message: ToPage): void;
};

/** The worker's part of the clipboard: contents in pieces, both ways. */
export type Exchange = {
  /** Whether the message was one about the clipboard. */
  onMessage(message: ServerMessage): boolean;
  /** Announces a content at once; its bytes follow. */
  bring(parts: readonly ClipPart[]): void;
  /** A new connection: what was on the way on the last one is lost. */
  reset(): void;
};

/** Makes the exchange of one page. */
export function openExchange({ send, buffered, post }: ExchangeLine): Exchange {
  const receiver = new TransferReceiver(send);
  const sender = new TransferSender({
    post: send,
    full: () => buffered() > FULL,
    now: () => performance.now(),
    later: (run, milliseconds) => void setTimeout(run, milliseconds),
  });

  return {
    onMessage(message) {
      switch (message.kind) {
        case "clipRules": {
          const { kind: _, ...rules } = message;
          post({ kind: "clipRules", rules });
          return true;
        }
        case "clip":
          contentOf(receiver.begin(message.transfer, message.formats, message.sizes)).then(
            content => post({ kind: "clip", content }),
            // Given up by the other end, or overtaken.
            () => undefined,
          );
          return true;
        case "clipPiece":
          receiver.onPiece(message.transfer, message.data);
          return true;
        case "clipTaken":
          sender.onTaken(message.transfer, message.bytes);
          return true;
        case "clipStop":
          receiver.onStop(message.transfer);
          return true;
        default:
          return false;
      }
    },
    bring: parts => sender.send(parts.map(comingOf)),
    reset() {
      sender.reset();
      receiver.abandon("the connection is a new one");
    },
  };
}

function comingOf({ format, size, data }: ClipPart): Coming {
  return { format, size, data: data instanceof Blob ? bytesOf(data) : Promise.resolve(data) };
}

async function bytesOf(blob: Blob): Promise<Uint8Array> {
  return new Uint8Array(await blob.arrayBuffer());
}

async function contentOf(coming: readonly Coming[]): Promise<ClipContent> {
  const content: ClipContent = {};
  for (const { format, data } of coming) {
    const bytes = await data;
    if (format === CLIP_FORMAT.text) {
      content.text = new TextDecoder().decode(bytes);
    } else if (format === CLIP_FORMAT.html) {
      content.html = new TextDecoder().decode(bytes);
    } else if (format === CLIP_FORMAT.png) {
      content.png = new Blob([bytes as Uint8Array<ArrayBuffer>], { type: "image/png" });
    }
  }
  return content;
}

/**
 * The worker that hears: it has a connection of its own and the decoder, so that sound waits neither behind a frame on the line nor behind one that is
 * drawn. Loaded with the first gesture.
 */
import { pageMessages, type ServerMessage, SUBPROTOCOL, serverMessages } from "@porthole/protocol";
import type { ToListener } from "../bridge.ts";
import { openListening } from "./listen.ts";

/** Milliseconds before a connection that ended is tried again; the page's own connection tells when the server has gone. */
const AGAIN = 500;

let address = "";
let socket: WebSocket | undefined;
let timer: ReturnType<typeof setTimeout> | undefined;
const listening = openListening(message => {
  if (socket?.readyState === WebSocket.OPEN) {
    socket.send(pageMessages.encode(message));
  }
});

function connect(): void {
  clearTimeout(timer);
  socket?.close();
  socket = undefined;
  if (address === "") {
    return;
  }
  const mine = new WebSocket(address, SUBPROTOCOL);
  socket = mine;
  mine.binaryType = "arraybuffer";
  mine.onopen = () => listening.begin();
  mine.onmessage = ({ data }: MessageEvent<ArrayBuffer>) => {
    let message: ServerMessage;
    try {
      message = serverMessages.decode(new Uint8Array(data));
    } catch {
      // What cannot be read is not heard; the page's other connection tells of such things.
      return;
    }
    if (message.kind === "sound") {
      listening.onSound(message);
    }
  };
  mine.onclose = () => {
    if (socket === mine) {
      timer = setTimeout(connect, AGAIN);
    }
  };
}

self.addEventListener("message", ({ data }: MessageEvent<ToListener>) => {
  switch (data.kind) {
    case "connect":
      address = data.url;
      connect();
      break;
    case "play":
      listening.play(data.port);
      break;
    case "listen":
      listening.want(data.on, data.bitrate);
      break;
  }
});

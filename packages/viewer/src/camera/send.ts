import { LARGEST_VIEW, type PageMessage } from "@porthole/protocol";

/** Bytes of a piece: servers take messages of 64 KiB at most. */
const PIECE = 60_000;
/** Bytes that wait in the socket from which on pictures are left out: keys shall not wait behind them. */
const FULL = 96_000;

/** Sends a picture of the camera in pieces; leaves it out where the line is behind. */
export function sendView(
  picture: ArrayBuffer,
  { send, buffered }: { send(message: PageMessage): void; buffered(): number },
): void {
  if (buffered() > FULL || picture.byteLength > LARGEST_VIEW) {
    return;
  }
  const bytes = new Uint8Array(picture);
  for (let at = 0; at < bytes.length; at += PIECE) {
    send({ kind: "view", last: at + PIECE >= bytes.length, data: bytes.subarray(at, at + PIECE) });
  }
}

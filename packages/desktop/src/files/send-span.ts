import type { FileHandle } from "node:fs/promises";
import type { ServerResponse } from "node:http";
import type { Pace } from "./upload.ts";

/** Bytes read at a time, at most. */
const READ = 256 * 1024;

/**
 * Sends the bytes of a file from `start` to before `end`, and ends the answer. Two buffers do for all of them: one is read into
 * while the other goes out. @throws Error where the connection is closed before, or the file has become shorter
 */
export async function sendSpan(
  file: FileHandle,
  start: number,
  end: number,
  response: ServerResponse,
  pace: Pace,
): Promise<void> {
  // Told by what is thrown.
  response.on("error", () => undefined);
  const size = Math.min(READ, end - start);
  let [reading, sending] = [Buffer.allocUnsafeSlow(size), Buffer.allocUnsafeSlow(size)];
  let sent = Promise.resolve();
  for (let at = start; at < end; ) {
    const { bytesRead } = await file.read(reading, 0, Math.min(size, pace.piece, end - at), at);
    if (bytesRead === 0) {
      throw new Error("the file has become shorter");
    }
    at += bytesRead;
    await pace.turn(bytesRead);
    await sent;
    sent = passOn(response, reading.subarray(0, bytesRead));
    // It is waited for in the next turn.
    sent.catch(() => undefined);
    [reading, sending] = [sending, reading];
  }
  await sent;
  response.end();
}

/** Resolves when the bytes are with the system, so that their place can be used again. */
function passOn(response: ServerResponse, bytes: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(new Error("the connection is closed"));
    if (response.destroyed) {
      onClose();
      return;
    }
    response.once("close", onClose);
    response.write(bytes, error => {
      response.off("close", onClose);
      if (error) {
        reject(error);
      } else {
        resolve();
      }
    });
  });
}

import { serverMessages } from "@porthole/protocol";
import type { Frame } from "../capture/messages.ts";
import { DISPLAY, type WireFrame } from "./viewer.ts";

/** Writes a frame as the messages that carry it. */
export function wireOf({ stream, frame, key, captured, parts }: Frame): WireFrame {
  const messages = parts.map(({ x, y, data }, i) =>
    stream.startsWith("jpeg/")
      ? serverMessages.encode({
          kind: "rectangle",
          display: DISPLAY,
          frame,
          x,
          y,
          last: i === parts.length - 1,
          captured,
          data,
        })
      : serverMessages.encode({ kind: "frame", display: DISPLAY, frame, key, captured, data }),
  );
  return { frame, key, messages, bytes: messages.reduce((sum, message) => sum + message.length, 0) };
}

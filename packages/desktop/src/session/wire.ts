import { serverMessages } from "@porthole/protocol";
import type { Frame } from "../capture/messages.ts";
import type { WireFrame } from "./viewer.ts";

/** Writes a frame of a monitor as the messages that carry it. */
export function wireOf(display: number, { stream, frame, key, captured, parts }: Frame): WireFrame {
  const messages = parts.map(({ x, y, data }, i) =>
    stream.startsWith("jpeg/")
      ? serverMessages.encode({
          kind: "rectangle",
          display,
          frame,
          x,
          y,
          last: i === parts.length - 1,
          captured,
          data,
        })
      : serverMessages.encode({ kind: "frame", display, frame, key, captured, data }),
  );
  return { frame, key, messages, bytes: messages.reduce((sum, message) => sum + message.length, 0) };
}

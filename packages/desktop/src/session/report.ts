import { LANE, LIMIT, type ServerMessage } from "@porthole/protocol";
import type { Viewer } from "./viewer.ts";

const U16 = 0xffff;
const U32 = 0xffffffff;

/** What a page is told of the stream it gets. */
export function reportFor(viewer: Viewer, now: number): ServerMessage {
  const { relay } = viewer;
  const state = relay.state(viewer.streamId);
  const { frames, bytes, capture, encode } = state.recent(now);
  const { flow } = viewer;
  return {
    kind: "statistics",
    frames: whole(frames, U16),
    kilobytes: whole(bytes / 1000, U32),
    dropped: whole(flow.dropped, U32),
    capture: whole(capture * 10, U16),
    encode: whole(encode * 10, U16),
    queue: whole(flow.queue, U16),
    capacity: whole(flow.capacity / 1000, U32),
    fps: whole(state.rate.fps, U16),
    budget: whole(state.rate.bytes, U32),
    limit: LIMIT[state.lane.limit],
    lane: LANE[viewer.lane],
    viewers: whole(relay.viewers.size, U16),
    encoder: state.format?.encoder ?? "",
  };
}

function whole(value: number, most: number): number {
  return Math.min(most, Math.max(0, Math.round(value)));
}

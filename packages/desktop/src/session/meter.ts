import type { Frame, StreamId } from "../capture/messages.ts";
import type { Metric } from "../http/metrics.ts";
import type { Relay } from "./relay.ts";
import type { StreamState } from "./stream-state.ts";
import type { Viewer } from "./viewer.ts";

type Count = { frames: number; keys: number; bytes: number; capture: number; encode: number };

/** Counts what the relay passes on, from the start of the server. */
export class Meter {
  #skippedBefore = 0;
  readonly #counts = new Map<StreamId, Count>();

  /** Takes note of a frame that was made. */
  onRelayed({ stream, key, took }: Frame, bytes: number): void {
    let count = this.#counts.get(stream);
    if (!count) {
      count = { frames: 0, keys: 0, bytes: 0, capture: 0, encode: 0 };
      this.#counts.set(stream, count);
    }
    count.frames++;
    count.keys += key ? 1 : 0;
    count.bytes += bytes;
    count.capture += took.capture / 1000;
    count.encode += took.encode / 1000;
  }

  /** Everything that is counted or known now. */
  metrics(
    relays: readonly Relay[],
    state: { display: boolean; malformed: number; refused: number },
  ): Metric[] {
    const viewers = relays.flatMap(relay => [...relay.viewers]);
    const streams = relays.flatMap(streamsOf);
    const ofStream = (pick: (state: StreamState) => number) =>
      streams.map(({ labels, state: one }) => ({ labels, value: pick(one) }));
    const counted = (pick: (count: Count) => number) =>
      [...this.#counts].map(([id, count]) => ({ labels: labelsOf(id), value: pick(count) }));
    const worst = (pick: (viewer: (typeof viewers)[number]) => number) =>
      streams.map(({ labels, watching }) => ({ labels, value: Math.max(0, ...watching.map(pick)) }));
    return [
      gauge("display_up", "Whether the X display can be captured.", [{ value: state.display ? 1 : 0 }]),
      gauge("viewers", "Pages that are connected.", [
        { labels: { visible: "true" }, value: viewers.filter(({ visible }) => visible).length },
        { labels: { visible: "false" }, value: viewers.filter(({ visible }) => !visible).length },
      ]),
      counter(
        "frames_total",
        "Frames that were encoded.",
        counted(({ frames }) => frames),
      ),
      counter(
        "key_frames_total",
        "Frames of them that need no other.",
        counted(({ keys }) => keys),
      ),
      counter(
        "frame_bytes_total",
        "Bytes of the encoded frames, each counted once.",
        counted(({ bytes }) => bytes),
      ),
      counter(
        "capture_seconds_total",
        "Time from changes to their pixels.",
        counted(({ capture }) => capture),
      ),
      counter(
        "encode_seconds_total",
        "Time that was spent encoding.",
        counted(({ encode }) => encode),
      ),
      counter("frames_skipped_total", "Frames that were not sent to some page, for it was behind.", [
        { value: viewers.reduce((sum, { flow }) => sum + flow.dropped, 0) + this.#skippedBefore },
      ]),
      counter("malformed_messages_total", "Messages of pages that could not be read.", [
        { value: state.malformed },
      ]),
      counter("refused_messages_total", "Messages of pages that asked for what their sender may not do.", [
        { value: state.refused },
      ]),
      gauge(
        "stream_target_fps",
        "Most frames a second that are made now.",
        ofStream(({ rate }) => rate.fps),
      ),
      gauge(
        "stream_budget_bytes",
        "Bytes a frame may take now.",
        ofStream(({ rate }) => rate.bytes),
      ),
      gauge(
        "stream_limited",
        "1 for what keeps the picture from being as wished.",
        streams.map(({ labels, state: { lane } }) => ({ labels: { ...labels, by: lane.limit }, value: 1 })),
      ),
      gauge(
        "queue_seconds",
        "Longest time a page's last frame lay in its line's queue.",
        worst(({ flow }) => flow.queue / 1000),
      ),
      gauge(
        "round_trip_seconds",
        "Longest round trip of a page's line.",
        worst(({ flow }) => flow.roundTrip / 1000),
      ),
      gauge(
        "page_seconds",
        "Longest mean time from a frame's arrival to a page's screen.",
        worst(({ flow }) => flow.page / 1000),
      ),
    ];
  }

  /** A page has gone; what it was not sent still counts. */
  onGone(skipped: number): void {
    this.#skippedBefore += skipped;
  }
}

/** The streams of a monitor that somebody sees, and who. */
function streamsOf(
  relay: Relay,
): { labels: Record<string, string>; state: StreamState; watching: readonly Viewer[] }[] {
  const visible = [...relay.viewers].filter(viewer => viewer.visible);
  return [...new Set(visible.map(({ streamId }) => streamId))].map(id => ({
    labels: { ...labelsOf(id), monitor: String(relay.display) },
    state: relay.state(id),
    watching: [...relay.viewers].filter(({ streamId }) => streamId === id),
  }));
}

function labelsOf(id: StreamId): Record<string, string> {
  const [codec = "", lane = ""] = id.split("/");
  return { codec, lane };
}

function counter(name: string, help: string, values: Metric["values"]): Metric {
  return { name: `porthole_${name}`, help, type: "counter", values };
}

function gauge(name: string, help: string, values: Metric["values"]): Metric {
  return { name: `porthole_${name}`, help, type: "gauge", values };
}

import type { Frame, StreamId } from "../capture/messages.ts";
import type { Metric } from "../http/metrics.ts";
import type { Relay } from "./relay.ts";

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
  metrics(relay: Relay, state: { display: boolean; malformed: number }): Metric[] {
    const viewers = [...relay.viewers];
    const streams = [...new Set(viewers.filter(({ visible }) => visible).map(({ streamId }) => streamId))];
    const ofStream = (pick: (id: StreamId) => number) =>
      streams.map(id => ({ labels: labelsOf(id), value: pick(id) }));
    const counted = (pick: (count: Count) => number) =>
      [...this.#counts].map(([id, count]) => ({ labels: labelsOf(id), value: pick(count) }));
    const worst = (pick: (viewer: (typeof viewers)[number]) => number) =>
      streams.map(id => ({
        labels: labelsOf(id),
        value: Math.max(0, ...viewers.filter(({ streamId }) => streamId === id).map(pick)),
      }));
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
      gauge(
        "stream_target_fps",
        "Most frames a second that are made now.",
        ofStream(id => relay.state(id).rate.fps),
      ),
      gauge(
        "stream_budget_bytes",
        "Bytes a frame may take now.",
        ofStream(id => relay.state(id).rate.bytes),
      ),
      gauge(
        "stream_limited",
        "1 for what keeps the picture from being as wished.",
        streams.map(id => ({ labels: { ...labelsOf(id), by: relay.state(id).lane.limit }, value: 1 })),
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

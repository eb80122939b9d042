import { LANE } from "@porthole/protocol";
import type { Statistics } from "../bridge.ts";
import { fill, WORDS, type Words } from "../words.ts";

type Name = keyof Words["figures"];

/** The rows of the statistics section: a value for programs and a text for people. */
export function figuresOf(statistics: Statistics, link: string): Record<Name, string> {
  const { fps, kilobytesPerSecond, width, height, codec, decoder, sink, server } = statistics;
  return {
    link,
    fps: fixed(fps),
    kilobytesPerSecond: fixed(kilobytesPerSecond),
    size: width > 0 ? `${width}×${height}` : "–",
    codec: codec || "–",
    decoder: decoder || "–",
    sink: sink || "–",
    latency: fixed(statistics.latency),
    capture: fixed(statistics.capture),
    encode: fixed(statistics.encode),
    wire: fixed(statistics.wire),
    decode: fixed(statistics.decode),
    display: fixed(statistics.display),
    roundTrip: fixed(statistics.roundTrip),
    queue: server ? String(server.queue) : "–",
    capacity: server ? fixed(server.capacity / 1000) : "–",
    target: server ? `${server.fps}` : "–",
    limit: server ? limitOf(server.limit) : "–",
    encoder: server?.encoder ? encoderOf(server) : "–",
    viewers: server ? String(server.viewers) : "–",
    dropped: String(statistics.dropped),
    skipped: server ? String(server.dropped) : "–",
    decoderErrors: String(statistics.decoderErrors),
    unreadable: String(statistics.unreadable),
  };
}

/** Puts the rows into a description list; each `dd` has its name and value as `data-figure` and `data-value`. */
export function showFigures(list: HTMLElement, figures: Record<Name, string>): void {
  if (list.children.length === 0) {
    for (const name of Object.keys(figures) as Name[]) {
      const term = document.createElement("dt");
      term.textContent = WORDS.figures[name];
      const value = document.createElement("dd");
      value.dataset.figure = name;
      list.append(term, value);
    }
  }
  for (const value of list.querySelectorAll("dd")) {
    const figure = figures[value.dataset.figure as Name];
    value.dataset.value = figure;
    value.textContent = figure;
  }
}

function limitOf(limit: number): string {
  return Object.hasOwn(WORDS.limits, limit) ? WORDS.limits[limit as keyof Words["limits"]] : "–";
}

function encoderOf({ encoder, lane }: NonNullable<Statistics["server"]>): string {
  return lane === LANE.slow ? fill(WORDS.slowLane, { encoder }) : encoder;
}

function fixed(value: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(1);
}

import type { Statistics } from "../bridge.ts";
import { WORDS } from "../words.ts";

type Name = keyof typeof WORDS.figures;

/** The rows of the statistics panel: a value for programs and a text for people. */
export function figuresOf(statistics: Statistics, link: string): Record<Name, string> {
  const { fps, kilobytesPerSecond, width, height, codec, decoder, sink, roundTrip, decode } = statistics;
  return {
    link,
    fps: fixed(fps),
    kilobytesPerSecond: fixed(kilobytesPerSecond),
    size: width > 0 ? `${width}×${height}` : "–",
    codec: codec || "–",
    decoder: decoder || "–",
    sink: sink || "–",
    roundTrip: fixed(roundTrip),
    decode: fixed(decode),
    dropped: String(statistics.dropped),
    decoderErrors: String(statistics.decoderErrors),
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

function fixed(value: number): string {
  return Number.isNaN(value) ? "–" : value.toFixed(1);
}

import type { Medians } from "./results.ts";
import { COLUMNS } from "./table.ts";

/** The chart's panels, in two columns: figures that share a scale. */
const PANELS: readonly { title: string; bars: Record<string, string> }[] = [
  {
    title: "Delay on the glass, p50, ms",
    bars: {
      "flash.p50": "flash",
      "type.p50": "type",
      "motion.p50": "motion",
      "text.p50": "text",
      "window.p50": "window",
      "video.p50": "video",
    },
  },
  {
    title: "Server CPU a seen frame, ms",
    bars: {
      "type.cpu": "type",
      "motion.cpu": "motion",
      "text.cpu": "text",
      "window.cpu": "window",
      "video.cpu": "video",
    },
  },
  {
    title: "kB a second",
    bars: { "motion.kBps": "motion", "text.kBps": "text", "window.kBps": "window", "video.kBps": "video" },
  },
  {
    title: "Frames seen a second",
    bars: { "motion.fps": "motion", "text.fps": "text", "window.fps": "window", "video.fps": "video" },
  },
];

/** One colour a server, told apart on light and dark ground alike. */
const COLOURS: Record<string, string> = { porthole: "#1f9d72", selkies: "#d9822b", novnc: "#5b7fd1" };

const PANEL = { width: 460, label: 60, number: 56, bar: 11, group: 8, head: 30 } as const;

/** Medians as bars, shorter or longer as they are less or more (SVG). A bar that would leave its panel ends at its edge, with its number. */
export function chart(medians: Medians): string {
  const servers = Object.keys(COLUMNS).filter(id => id in medians);
  const heights: [number, number] = [40, 40];
  const drawn = PANELS.map((panel, index) => {
    const column = index % 2 === 0 ? 0 : 1;
    const top = heights[column];
    const rows = Object.keys(panel.bars).length * (servers.length * PANEL.bar + PANEL.group);
    heights[column] = top + PANEL.head + rows + 12;
    return drawPanel(panel, medians, servers, 10 + column * PANEL.width, top);
  });
  const legend = servers.map(
    (id, index) =>
      `<rect x="${10 + index * 160}" y="12" width="11" height="11" fill="${COLOURS[id]}"/><text x="${26 + index * 160}" y="22">${COLUMNS[id]}</text>`,
  );
  const [width, height] = [2 * PANEL.width + 10, Math.max(...heights)];
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11" fill="#808890">
<title>The picture beside its peers: delays, processor time, bytes and frames</title>
${[...legend, ...drawn].join("\n")}
</svg>
`;
}

function drawPanel(
  { title, bars }: (typeof PANELS)[number],
  medians: Medians,
  servers: readonly string[],
  left: number,
  top: number,
): string {
  const values = Object.keys(bars).flatMap(id => servers.flatMap(server => medians[server]?.[id] ?? []));
  // One peer far off does not make the others' bars too short to read.
  const sorted = values.toSorted((a, b) => a - b);
  const most = Math.min(sorted.at(-1) ?? 1, 4 * (sorted[sorted.length >> 1] ?? 1)) || 1;
  const room = PANEL.width - PANEL.label - PANEL.number - 10;
  const parts = [`<text x="${left}" y="${top + 14}" font-weight="bold">${title}</text>`];
  let y = top + PANEL.head;
  for (const [id, name] of Object.entries(bars)) {
    const middle = y + (servers.length * PANEL.bar) / 2 + 4;
    parts.push(`<text x="${left}" y="${middle}">${name}</text>`);
    for (const server of servers) {
      const value = medians[server]?.[id];
      if (typeof value === "number") {
        const length = Number((Math.min(1, value / most) * room).toFixed(1));
        const x = left + PANEL.label;
        parts.push(
          `<rect x="${x}" y="${y}" width="${length}" height="${PANEL.bar - 2}" fill="${COLOURS[server]}"/>`,
          `<text x="${x + length + 4}" y="${y + PANEL.bar - 2}">${value}</text>`,
        );
      }
      y += PANEL.bar;
    }
    y += PANEL.group;
  }
  return parts.join("\n");
}

import { holds, PROMISED } from "./promises.ts";
import type { Medians } from "./results.ts";

/** Columns of the table: servers by their names among the results. */
export const COLUMNS: Record<string, string> = {
  porthole: "Porthole",
  selkies: "Selkies",
  novnc: "TigerVNC + noVNC",
};

/** Medians against promises, as a Markdown table; figures that nobody measured are left out. */
export function table(medians: Medians): string {
  const servers = Object.keys(COLUMNS).filter(id => id in medians);
  const rows = PROMISED.filter(({ id }) => servers.some(server => medians[server]?.[id] !== undefined)).map(
    promised => {
      const cells = servers.map(server => {
        const value = medians[server]?.[promised.id];
        return value === undefined ? "" : value === null ? "never" : `${value}`;
      });
      const kept = holds(promised, medians, "porthole");
      const verdict = kept === undefined ? "" : kept ? "yes" : "**no**";
      const what = promised.unit ? `${promised.what}, ${promised.unit}` : promised.what;
      return `| ${[what, ...cells, promised.bound?.words ?? "", verdict].join(" | ")} |`;
    },
  );
  const head = ["", ...servers.map(id => COLUMNS[id]), "promise", "holds"];
  return [`| ${head.join(" | ")} |`, `|${" --- |".repeat(head.length)}`, ...rows].join("\n");
}

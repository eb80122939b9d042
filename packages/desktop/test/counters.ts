import parsePrometheusTextFormat from "parse-prometheus-text-format";
import type { RunningDesktop } from "./running-desktop.ts";

/** What the server counts: the sum of a metric of `/metrics` over all its labels, by its name without `porthole_`; 0 where it has none yet. */
export type Counters = (name: string, labels?: Record<string, string>) => number;

/** Reads the server's counters as they are now. */
export async function counters(desktop: Pick<RunningDesktop, "url">): Promise<Counters> {
  const families = parsePrometheusTextFormat(await (await fetch(`${desktop.url}metrics`)).text());
  return (name, labels = {}) =>
    (families.find(family => family.name === `porthole_${name}`)?.metrics ?? [])
      .filter(metric => Object.entries(labels).every(([label, value]) => metric.labels?.[label] === value))
      .reduce((sum, { value }) => sum + Number(value), 0);
}

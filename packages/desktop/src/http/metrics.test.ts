import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { expect, it } from "vitest";
import { metricsText } from "./metrics.ts";

it("writes what a parser of Prometheus' format reads back, whatever is in the labels", () => {
  const label = 'quote " back\\slash\nline';
  const text = metricsText([
    { name: "a_total", help: "Two\nlines \\ and more.", type: "counter", values: [{ value: 3 }] },
    {
      name: "b",
      help: "B.",
      type: "gauge",
      values: [
        { labels: { x: label, y: "2" }, value: 0.25 },
        { labels: { x: "" }, value: Number.POSITIVE_INFINITY },
      ],
    },
    { name: "c", help: "None.", type: "gauge", values: [] },
  ]);
  expect(text.endsWith("\n")).toBe(true);
  const families = parsePrometheusTextFormat(text);
  expect(families[0]).toMatchObject({ name: "a_total", type: "COUNTER", metrics: [{ value: "3" }] });
  expect(families[1]).toMatchObject({
    name: "b",
    type: "GAUGE",
    metrics: [
      { value: "0.25", labels: { x: label, y: "2" } },
      { value: "+Inf", labels: { x: "" } },
    ],
  });
});

/** Parser of Prometheus' text format; the package brings no types. */
declare module "parse-prometheus-text-format" {
  type Family = {
    name: string;
    help: string;
    type: string;
    metrics: { value: string; labels?: Record<string, string> }[];
  };
  export default function parsePrometheusTextFormat(text: string): Family[];
}

import { INIT_COMMAND, LABEL, type Manifest } from "@porthole/contract";

const SECOND = 1_000_000_000;

/** The part of the Engine API's `ContainerConfig` that Porthole's images set. */
export type ImageConfig = {
  Env: string[];
  Labels: Record<string, string>;
  ExposedPorts: Record<string, object>;
  Volumes: Record<string, object>;
  Entrypoint: string[];
  WorkingDir: string;
  Healthcheck: { Test: string[]; Interval: number; Timeout: number; StartPeriod: number; Retries: number };
};

/** What an image tells the engine. */
export function imageConfig(manifest: Manifest): ImageConfig {
  const ports = manifest.ports.map(p => [`${p.port}/${p.protocol === "udp" ? "udp" : "tcp"}`, {}]);
  const volumes = manifest.volumes.filter(v => !v.optional).map(v => [v.path, {}]);
  return {
    Env: Object.entries(manifest.env).map(([name, value]) => `${name}=${value}`),
    Labels: {
      [LABEL.image]: manifest.name,
      [LABEL.manifest]: JSON.stringify(manifest),
      "org.opencontainers.image.title": manifest.title,
      "org.opencontainers.image.description": manifest.summary,
    },
    ExposedPorts: Object.fromEntries(ports),
    Volumes: Object.fromEntries(volumes),
    Entrypoint: ["/init"],
    WorkingDir: "/",
    Healthcheck: {
      Test: ["CMD", INIT_COMMAND, "health"],
      Interval: 30 * SECOND,
      Timeout: 10 * SECOND,
      StartPeriod: 120 * SECOND,
      Retries: 3,
    },
  };
}

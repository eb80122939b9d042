import { type AppManifest, PortholeError } from "@porthole/contract";
import type { AppSettings } from "./settings.ts";

/** One published port. */
export type PublishedPort = {
  container: number;
  protocol: "tcp" | "udp";
  host: number;
  /** Host address it is bound to. */
  address: string;
};

/** Address that only this machine reaches. */
export const LOOPBACK = "127.0.0.1";
/** Address that every network of this machine reaches. */
export const EVERYWHERE = "0.0.0.0";

/**
 * Reads `HOST:CONTAINER`, or one number for both.
 *
 * @throws PortholeError `port-invalid`
 */
export function parsePort(text: string): { host: number; container: number } {
  const match = /^(\d{1,5})(?::(\d{1,5}))?$/.exec(text);
  const host = Number(match?.[1]);
  const container = Number(match?.[2] ?? match?.[1]);
  if (!match || [host, container].some(port => port < 1 || port > 65535)) {
    throw new PortholeError({
      kind: "misuse",
      id: "port-invalid",
      what: `"${text}" is not a port.`,
      todo: "Write HOST:CONTAINER, for example:\n  --port 8080:3000",
    });
  }
  return { host, container };
}

/** Every port of the manifest and where it is published. */
export function publishedPorts(manifest: AppManifest, settings: AppSettings): PublishedPort[] {
  return manifest.ports.map(({ port, protocol }) => ({
    container: port,
    protocol: protocol === "udp" ? "udp" : "tcp",
    host: settings.ports[port] ?? port,
    address: settings.lan ? EVERYWHERE : LOOPBACK,
  }));
}

/** URLs of the web page as this machine reaches it. */
export function webUrls(
  web: AppManifest["web"],
  ports: readonly { container: number; host: number }[],
  host = "localhost",
): { url: string | undefined; httpsUrl: string | undefined } {
  const at = (scheme: string, port: number | undefined) => {
    const published = ports.find(p => p.container === port);
    return published ? `${scheme}://${host}:${published.host}${web.path === "/" ? "" : web.path}` : undefined;
  };
  const httpsUrl = at("https", web.https);
  return { url: at("http", web.http) ?? httpsUrl, httpsUrl };
}

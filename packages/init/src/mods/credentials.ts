import type { Files } from "../files/files.ts";
import { parseObject } from "./manifest.ts";

/** How to introduce oneself to a registry: `user:password`, or the two in base64 as a Docker configuration holds them. */
export type Credentials = { plain: string } | { base64: string };

/**
 * The credentials for a registry: from DOCKER_MODS_AUTH (`HOST=USER:PASSWORD`, several with blanks between), else from
 * `config.json` of Docker in the folder DOCKER_CONFIG, default /root/.docker.
 */
export function findCredentials(
  files: Files,
  variable: (name: string) => string | undefined,
  host: string,
): Credentials | undefined {
  for (const entry of (variable("DOCKER_MODS_AUTH") ?? "").split(/\s+/)) {
    const at = entry.indexOf("=");
    if (at > 0 && registryName(entry.slice(0, at)) === registryName(host))
      return { plain: entry.slice(at + 1) };
  }
  const text = files.read(`${variable("DOCKER_CONFIG") ?? "/root/.docker"}/config.json`);
  const auths = text === undefined ? undefined : parseObject(text)?.auths;
  if (typeof auths !== "object" || auths === null) return undefined;
  for (const [name, value] of Object.entries(auths) as [string, { auth?: unknown } | null][]) {
    if (registryName(name) === registryName(host) && typeof value?.auth === "string" && value.auth !== "") {
      return { base64: value.auth };
    }
  }
  return undefined;
}

/** Docker Hub has several names, and a configuration holds addresses. */
function registryName(text: string): string {
  const host = text
    .replace(/^https?:\/\//, "")
    .replace(/\/.*/, "")
    .toLowerCase();
  return /^(index\.|registry-1\.)?docker\.io$/.test(host) ? "docker.io" : host;
}

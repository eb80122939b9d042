import type { Files } from "../files/files.ts";
import { parseObject } from "./manifest.ts";

/** How to introduce oneself to a registry: `user:password`, or the two in base64 as a Docker configuration holds them. */
export type Credentials = { plain: string } | { base64: string };

/** What {@link findCredentials} needs from the system. */
export type CredentialSources = {
  files: Files;
  /** A variable of the container. */
  variable: (name: string) => string | undefined;
  /** Runs a program with a text as its input; what it printed, or undefined where it failed. */
  run: (argv: readonly string[], input: string) => string | undefined;
};

/**
 * The credentials for a registry: from DOCKER_MODS_AUTH (`HOST=USER:PASSWORD`, several with blanks between), else from
 * `config.json` of Docker in the folder DOCKER_CONFIG, default /root/.docker: the helper for that registry, what the file
 * holds itself, the helper for all.
 */
export function findCredentials(sources: CredentialSources, host: string): Credentials | undefined {
  const { files, variable } = sources;
  for (const entry of (variable("DOCKER_MODS_AUTH") ?? "").split(/\s+/)) {
    const at = entry.indexOf("=");
    if (at > 0 && registryName(entry.slice(0, at)) === registryName(host))
      return { plain: entry.slice(at + 1) };
  }
  const text = files.read(`${variable("DOCKER_CONFIG") ?? "/root/.docker"}/config.json`);
  const config = text === undefined ? undefined : parseObject(text);
  if (!config) return undefined;
  const helper = entryFor(config.credHelpers, host);
  if (typeof helper === "string") return askHelper(sources, helper, host);
  const held = entryFor(config.auths, host) as { auth?: unknown } | null | undefined;
  if (typeof held?.auth === "string" && held.auth !== "") return { base64: held.auth };
  return typeof config.credsStore === "string" ? askHelper(sources, config.credsStore, host) : undefined;
}

function entryFor(table: unknown, host: string): unknown {
  if (typeof table !== "object" || table === null) return undefined;
  return Object.entries(table).find(([name]) => registryName(name) === registryName(host))?.[1];
}

/** Source: docker/docker-credential-helpers, the protocol of `get`. */
function askHelper(sources: CredentialSources, helper: string, host: string): Credentials | undefined {
  if (!/^[\w.-]+$/.test(helper)) return undefined;
  const server = registryName(host) === "docker.io" ? "https://index.docker.io/v1/" : host;
  const answer = sources.run([`docker-credential-${helper}`, "get"], server);
  const { Username, Secret } = parseObject(answer ?? "") ?? {};
  // A token in the place of a password would have to be exchanged first.
  if (typeof Username !== "string" || typeof Secret !== "string" || Username === "<token>") return undefined;
  return { plain: `${Username}:${Secret}` };
}

/** Docker Hub has several names, and a configuration holds addresses. */
function registryName(text: string): string {
  const host = text
    .replace(/^https?:\/\//, "")
    .replace(/\/.*/, "")
    .toLowerCase();
  return /^(index\.|registry-1\.)?docker\.io$/.test(host) ? "docker.io" : host;
}

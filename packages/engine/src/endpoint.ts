import { PortholeError } from "@porthole/contract";

/** Where an engine listens. */
export type Endpoint = {
  /** For people: `unix:///var/run/docker.sock`. */
  url: string;
  /** Unix socket; left out for an engine reached over TCP. */
  socketPath?: string;
  /** Whether the engine shares this machine's files, ports and processes. */
  local: boolean;
};

/**
 * Places to look for an engine, best first.
 *
 * @throws PortholeError `docker-host-unsupported`
 */
export function candidateEndpoints(env: NodeJS.ProcessEnv, uid = process.geteuid?.() ?? 0): Endpoint[] {
  const host = env.DOCKER_HOST;
  if (host) {
    return [parseDockerHost(host)];
  }
  const runtime = env.XDG_RUNTIME_DIR || `/run/user/${uid}`;
  return [
    "/var/run/docker.sock",
    `${runtime}/docker.sock`,
    `${runtime}/podman/podman.sock`,
    "/run/podman/podman.sock",
  ].map(unixEndpoint);
}

/**
 * Reads DOCKER_HOST as the Docker command line does.
 *
 * @throws PortholeError `docker-host-unsupported`
 */
export function parseDockerHost(host: string): Endpoint {
  if (host.startsWith("unix://")) {
    return unixEndpoint(host.slice("unix://".length));
  }
  const address = /^(?:tcp|https?):\/\/(\[[^\]]+\]|[^:/]+)/.exec(host)?.[1];
  if (address) {
    return { url: host, local: ["localhost", "127.0.0.1", "[::1]"].includes(address) };
  }
  throw new PortholeError({
    kind: "unsupported",
    id: "docker-host-unsupported",
    what: `DOCKER_HOST is "${host}", which Porthole cannot connect to.`,
    why: "It understands unix://PATH, tcp://HOST:PORT and http(s)://HOST:PORT.",
    todo: "For an engine behind SSH, forward its socket and point DOCKER_HOST at it:\n  ssh -nNT -L /tmp/docker.sock:/var/run/docker.sock HOST &\n  export DOCKER_HOST=unix:///tmp/docker.sock",
  });
}

function unixEndpoint(socketPath: string): Endpoint {
  return { url: `unix://${socketPath}`, socketPath, local: true };
}

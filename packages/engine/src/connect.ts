import { PortholeError } from "@porthole/contract";
import Docker from "dockerode";
import { candidateEndpoints, type Endpoint } from "./endpoint.ts";
import { describeTrouble, engineError } from "./engine-error.ts";

/** A reachable container engine. */
export type Engine = {
  /** The Engine API, v1.41 or later. */
  docker: Docker;
  /** Where it was reached. */
  endpoint: Endpoint;
};

/** How long an engine may take to answer its first request, in milliseconds. */
const PING_TIMEOUT_MS = 10_000;

/**
 * Connects to the first engine that answers: DOCKER_HOST alone when set, else the sockets of Docker, rootless
 * Docker and Podman, in that order.
 *
 * @throws PortholeError `engine-unreachable`, `engine-no-permission`, `docker-host-unsupported`
 */
export async function connectEngine(env: NodeJS.ProcessEnv = process.env): Promise<Engine> {
  const failures: { endpoint: Endpoint; error: unknown }[] = [];
  for (const endpoint of candidateEndpoints(env)) {
    try {
      return await ping(endpoint);
    } catch (error) {
      failures.push({ endpoint, error });
    }
  }
  const denied = failures.find(f => codeOf(f.error) === "EACCES");
  if (denied) {
    throw engineError(denied.error);
  }
  throw new PortholeError({
    kind: "outside",
    id: "engine-unreachable",
    what: "No container engine answers.",
    why: failures.map(f => `${f.endpoint.url}: ${describeTrouble(f.error)}`).join("\n"),
    todo: env.DOCKER_HOST
      ? "Check that the engine at DOCKER_HOST runs, or unset DOCKER_HOST."
      : "See what is missing with:\n  porthole doctor\nporthole up NAME --yes installs and starts Docker Engine where it may.",
    cause: failures[0]?.error,
  });
}

async function ping(endpoint: Endpoint): Promise<Engine> {
  const docker = endpoint.socketPath ? new Docker({ socketPath: endpoint.socketPath }) : new Docker();
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(
    () => late.reject(new DOMException("The engine did not answer in time.", "TimeoutError")),
    PING_TIMEOUT_MS,
  );
  try {
    await Promise.race([docker.ping(), late.promise]);
  } finally {
    clearTimeout(timer);
  }
  return { docker, endpoint };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
}

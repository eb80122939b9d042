/** The one door to the container engine. */
import Docker from "dockerode";

/** A reachable container engine. */
export type Engine = {
  /** The Engine API, v1.41 or later. */
  docker: Docker;
};

/** Connects to the engine at DOCKER_HOST or the default socket. */
export async function connectEngine(): Promise<Engine> {
  const docker = new Docker();
  await docker.ping();
  return { docker };
}

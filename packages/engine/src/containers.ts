import { PortholeError } from "@porthole/contract";
import type { ContainerCreateOptions, ContainerInfo, ContainerInspectInfo } from "dockerode";
import type { Engine } from "./connect.ts";
import { statusOf, talk } from "./engine-error.ts";

/** What Porthole reads of a container. */
export type ContainerFacts = {
  id: string;
  /** Without the leading slash. */
  name: string;
  /** As the container was created from: a tag, or an id where the tag has moved on. */
  image: string;
  imageId: string;
  labels: Partial<Record<string, string>>;
  running: boolean;
  /** The engine is starting it again after it ended by itself. */
  restarting: boolean;
  exitCode: number;
  outOfMemory: boolean;
  startedAt: Date;
  finishedAt: Date;
  /** Host side of every published port. */
  published: { container: number; protocol: string; hostAddress: string; hostPort: number }[];
};

/** Looks a container up by name or id; undefined where there is none. */
export async function findContainer(engine: Engine, name: string): Promise<ContainerFacts | undefined> {
  return await talk("Looking at the container", async () => {
    try {
      return containerFacts(await engine.docker.getContainer(name).inspect());
    } catch (error) {
      if (statusOf(error) === 404) {
        return undefined;
      }
      throw error;
    }
  });
}

/** Every container that has `label`, stopped ones too. */
export async function containersWithLabel(engine: Engine, label: string): Promise<ContainerInfo[]> {
  return await talk("Listing containers", () =>
    engine.docker.listContainers({ all: true, filters: { label: [label] } }),
  );
}

/** Every running container. */
export async function runningContainers(engine: Engine): Promise<ContainerInfo[]> {
  return await talk("Listing containers", () => engine.docker.listContainers());
}

/** Creates a container; resolves to its id. @throws PortholeError `container-name-taken` among others */
export async function createContainer(
  engine: Engine,
  options: ContainerCreateOptions & { name: string },
): Promise<string> {
  return await talk("Creating the container", async () => {
    try {
      return (await engine.docker.createContainer(options)).id;
    } catch (error) {
      if (statusOf(error) === 409) {
        throw new PortholeError({
          kind: "state",
          id: "container-name-taken",
          what: `A container named ${options.name} exists already.`,
          why: "Something else than Porthole made it, or made it this very moment.",
          todo: `Look at it, and remove it if it is not needed:\n  docker inspect ${options.name}\n  docker rm -f ${options.name}`,
          cause: error,
        });
      }
      throw error;
    }
  });
}

/** Starts a created or stopped container. */
export async function startContainer(engine: Engine, id: string): Promise<void> {
  await talk("Starting the container", () => ignoring(304, engine.docker.getContainer(id).start()));
}

/** Stops a container with its own stop signal and timeout, and disarms its restart policy. */
export async function stopContainer(engine: Engine, id: string): Promise<void> {
  await talk("Stopping the container", () => ignoring(304, engine.docker.getContainer(id).stop()));
}

/** Stops and starts a container. */
export async function restartContainer(engine: Engine, id: string): Promise<void> {
  await talk("Restarting the container", async () => void (await engine.docker.getContainer(id).restart()));
}

/** Has the engine start a container again whenever it ends by itself, also after a reboot. */
export async function restartUnlessStopped(engine: Engine, id: string): Promise<void> {
  await talk("Setting the restart policy", async () => {
    await engine.docker.getContainer(id).update({ RestartPolicy: { Name: "unless-stopped" } });
  });
}

/** How long, in milliseconds, to wait for a removal that another request has begun. */
const REMOVAL_MS = 30_000;

/** Removes a container, running or not, and resolves when it is gone; one that is gone already is no error. */
export async function removeContainer(engine: Engine, id: string): Promise<void> {
  const container = engine.docker.getContainer(id);
  const gone = (error: unknown) => {
    if (statusOf(error) !== 404) {
      throw error;
    }
  };
  await talk("Removing the container", async () => {
    try {
      await container.remove({ force: true, v: true });
    } catch (error) {
      if (statusOf(error) === 409) {
        // Another request is removing it now.
        const abortSignal = AbortSignal.timeout(REMOVAL_MS);
        await container.wait({ condition: "removed", abortSignal }).catch(gone);
      } else {
        gone(error);
      }
    }
  });
}

/** Waits until a container stops by itself or is removed; resolves to its exit code, -1 when it was removed. */
export async function containerEnd(engine: Engine, id: string, signal: AbortSignal): Promise<number> {
  return await talk("Watching the container", async () => {
    try {
      const answer = await engine.docker
        .getContainer(id)
        .wait({ condition: "not-running", abortSignal: signal });
      return (answer as { StatusCode: number }).StatusCode;
    } catch (error) {
      if (statusOf(error) === 404) {
        return -1;
      }
      throw error;
    }
  });
}

async function ignoring(status: number, call: Promise<unknown>): Promise<void> {
  try {
    await call;
  } catch (error) {
    if (statusOf(error) !== status) {
      throw error;
    }
  }
}

function containerFacts(found: ContainerInspectInfo): ContainerFacts {
  const published = Object.entries(found.HostConfig.PortBindings ?? {}).flatMap(([key, bindings]) => {
    const [port, protocol = "tcp"] = key.split("/");
    return ((bindings ?? []) as { HostIp?: string; HostPort?: string }[]).map(binding => ({
      container: Number(port),
      protocol,
      hostAddress: binding.HostIp ?? "",
      hostPort: Number(binding.HostPort),
    }));
  });
  return {
    id: found.Id,
    name: found.Name.replace(/^\//, ""),
    image: found.Config.Image,
    imageId: found.Image,
    labels: found.Config.Labels ?? {},
    running: found.State.Running && !found.State.Restarting,
    restarting: found.State.Restarting,
    exitCode: found.State.ExitCode,
    outOfMemory: found.State.OOMKilled,
    startedAt: new Date(found.State.StartedAt),
    finishedAt: new Date(found.State.FinishedAt),
    published,
  };
}

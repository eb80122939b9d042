import { once } from "node:events";
import { readdir, readFile, readlink } from "node:fs/promises";
import { createServer } from "node:net";
import { PortholeError } from "@porthole/contract";
import { type Engine, runningContainers } from "@porthole/engine";
import type { PublishedPort } from "./ports.ts";

/**
 * Makes sure that every TCP port can be bound now, before anything is built or created.
 *
 * @throws PortholeError `port-taken`
 */
export async function checkPortsFree(
  engine: Engine,
  app: string,
  ports: readonly PublishedPort[],
): Promise<void> {
  for (const port of ports) {
    if (port.protocol === "tcp" && !(await isFree(port.host, port.address))) {
      throw await portTaken(engine, app, port);
    }
  }
}

/** The error for a port that something else holds, with its holder where that can be found out. */
export async function portTaken(engine: Engine, app: string, port: PublishedPort): Promise<PortholeError> {
  const [holder, free] = await Promise.all([holderOf(engine, port.host), freePort(port.host, port.address)]);
  return new PortholeError({
    kind: "outside",
    id: "port-taken",
    what: `Port ${port.host} is taken.`,
    why: holder ? `It is held by ${holder}.` : "Another program listens on it.",
    todo: `Stop that program, or choose another port:\n  porthole up ${app} --port ${free}:${port.container}`,
  });
}

/** Whether a program could listen there now. */
export async function isFree(port: number, address: string): Promise<boolean> {
  const server = createServer();
  server.listen({ port, host: address, exclusive: true });
  try {
    await once(server, "listening");
  } catch (error) {
    // EACCES: a port below 1024, which the engine may bind though this process may not.
    return (error as NodeJS.ErrnoException).code !== "EADDRINUSE";
  }
  server.close();
  await once(server, "close");
  return true;
}

/** Who listens on a TCP port, in words; undefined where this user may not know. */
export async function holderOf(engine: Engine, port: number): Promise<string | undefined> {
  const containers = await runningContainers(engine).catch(() => []);
  const container = containers.find(c => c.Ports.some(p => p.PublicPort === port));
  if (container) {
    return `the container ${container.Names[0]?.replace(/^\//, "")}`;
  }
  return engine.endpoint.local ? await processOn(port) : undefined;
}

async function freePort(taken: number, address: string): Promise<number> {
  for (let port = taken + 1; port < Math.min(taken + 100, 65536); port++) {
    if (await isFree(port, address)) {
      return port;
    }
  }
  return taken + 1;
}

async function processOn(port: number): Promise<string | undefined> {
  const inodes = new Set<string>();
  for (const table of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    const text = await readFile(table, "utf8").catch(() => "");
    for (const inode of listeningInodes(text, port)) {
      inodes.add(`socket:[${inode}]`);
    }
  }
  if (inodes.size === 0) {
    return undefined;
  }
  const pids = (await readdir("/proc")).filter(entry => /^\d+$/.test(entry));
  for (const pid of pids) {
    // Other people's processes and processes that just ended cannot be read.
    const fds = await readdir(`/proc/${pid}/fd`).catch(() => []);
    const links = await Promise.all(fds.map(fd => readlink(`/proc/${pid}/fd/${fd}`).catch(() => "")));
    if (links.some(link => inodes.has(link))) {
      const name = await readFile(`/proc/${pid}/comm`, "utf8").catch(() => "a program");
      return `${name.trim()} (process ${pid})`;
    }
  }
  return undefined;
}

/** Inodes of sockets that listen on `port`. `table` is the text of /proc/net/tcp, see proc_pid_net(5). */
export function listeningInodes(table: string, port: number): string[] {
  const hex = port.toString(16).toUpperCase().padStart(4, "0");
  return table
    .split("\n")
    .slice(1)
    .map(line => line.trim().split(/\s+/))
    .filter(fields => fields[1]?.endsWith(`:${hex}`) && fields[3] === "0A")
    .flatMap(fields => fields[9] ?? []);
}

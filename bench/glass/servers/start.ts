import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { createWriteStream, existsSync } from "node:fs";
import { connect, createServer } from "node:net";
import type { Readable } from "node:stream";
import { waitFor } from "../../../tests/support/wait.ts";

/** A program that a server consists of. Disposing it kills it with its descendants. */
export type Program = AsyncDisposable & { pid: number; child: ChildProcess };

/** Starts a program in a process group of its own. @param log a file that takes what it prints */
export function startProgram(
  command: string,
  args: readonly string[],
  log: string,
  env: NodeJS.ProcessEnv = {},
): Program {
  const child = spawn(command, args, {
    env: { ...process.env, ...env },
    detached: true,
    stdio: ["ignore", "pipe", "pipe", "pipe"],
  });
  const file = createWriteStream(log, { flags: "a" });
  child.stdout?.pipe(file, { end: false });
  child.stderr?.pipe(file, { end: false });
  const gone = new Promise(resolve => {
    child.once("exit", resolve);
    child.once("error", resolve);
  });
  const pid = child.pid ?? 0;
  return {
    pid,
    child,
    async [Symbol.asyncDispose]() {
      try {
        process.kill(-pid, "SIGKILL");
      } catch {
        // It has ended by itself.
      }
      await gone;
      file.close();
    },
  };
}

/** The display that an X server, told `-displayfd 3`, has chosen. @throws Error where it ends before it has */
export async function displayOf({ child }: Program): Promise<string> {
  const chosen = await Promise.race([
    once(child.stdio[3] as Readable, "data").then(([data]) => String(data).trim()),
    once(child, "exit").then(() => undefined),
  ]);
  if (chosen === undefined) {
    throw new Error(`${child.spawnfile} does not start; see the bench's log folder`);
  }
  return `:${chosen}`;
}

/** A display number that nobody uses. */
export function freeDisplay(): number {
  for (let number = 90; ; number++) {
    if (!existsSync(`/tmp/.X${number}-lock`) && !existsSync(`/tmp/.X11-unix/X${number}`)) {
      return number;
    }
  }
}

/** A port that nobody uses. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, "close");
  return port;
}

/** Waits until something answers on a port of this machine. */
export async function listens(port: number, what: string): Promise<void> {
  await waitFor(
    what,
    () =>
      new Promise<boolean>(resolve => {
        const socket = connect(port, "127.0.0.1");
        socket.once("connect", () => {
          socket.destroy();
          resolve(true);
        });
        socket.once("error", () => resolve(false));
      }),
    60_000,
  );
}

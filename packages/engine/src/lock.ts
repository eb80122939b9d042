import { once } from "node:events";
import { connect, createServer, type Server, type Socket } from "node:net";
import { setTimeout as delay } from "node:timers/promises";

/** How {@link takeLock} behaves while someone else holds the lock. */
export type LockOptions = {
  /** Gives up waiting. */
  signal?: AbortSignal | undefined;
  /** Called once, when there is somebody to wait for. */
  onWait?: (() => void) | undefined;
};

/**
 * Waits for, then holds, a lock that all processes of this machine share. Dispose it to let go.
 *
 * The lock is a listening abstract unix socket (unix(7)): the kernel frees it when the holder dies, however it dies.
 * Whoever waits keeps a connection open, and its end is the wake-up call.
 */
export async function takeLock(name: string, options: LockOptions = {}): Promise<Disposable> {
  const path = `\0porthole-${name}`;
  for (let told = false; ; ) {
    options.signal?.throwIfAborted();
    const server = await tryListen(path);
    if (server) {
      return server;
    }
    if (!told) {
      told = true;
      options.onWait?.();
    }
    options.signal?.throwIfAborted();
    await untilReleased(path, options.signal);
  }
}

async function tryListen(path: string): Promise<Disposable | undefined> {
  const waiting = new Set<Socket>();
  const server: Server = createServer(socket => {
    waiting.add(socket);
    socket.on("error", () => undefined);
    socket.once("close", () => waiting.delete(socket));
    socket.unref();
  });
  server.listen({ path });
  try {
    await once(server, "listening");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "EADDRINUSE") {
      return undefined;
    }
    throw error;
  }
  server.unref();
  return {
    [Symbol.dispose]() {
      server.close();
      for (const socket of waiting) {
        socket.destroy();
      }
    },
  };
}

async function untilReleased(path: string, signal: AbortSignal | undefined): Promise<void> {
  const socket = connect({ path });
  const { promise, resolve } = Promise.withResolvers<void>();
  const stop = () => socket.destroy();
  signal?.addEventListener("abort", stop, { once: true });
  // A refused connection means that the holder let go in between.
  socket.once("error", () => undefined);
  socket.once("close", resolve);
  socket.resume();
  await promise;
  signal?.removeEventListener("abort", stop);
  // Let go before trying again, so that several who wait do not spin.
  await delay(5);
}

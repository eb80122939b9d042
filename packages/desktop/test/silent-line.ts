import { connect, createServer, type Socket } from "node:net";

/** A way to a port of this machine that can go silent. */
export type SilentLine = AsyncDisposable & {
  port: number;
  /** What is open carries nothing any more, and no end of it is told; new connections go through, as on another network. */
  hush(): void;
};

/** Relays connections to `target` on loopback. */
export async function silentLine(target: number): Promise<SilentLine> {
  const open = new Set<Socket>();
  const server = createServer(near => {
    const far = connect({ host: "127.0.0.1", port: target });
    for (const [socket, other] of [
      [near, far],
      [far, near],
    ] as const) {
      open.add(socket);
      socket.pipe(other);
      socket.on("error", () => other.destroy());
      socket.on("close", () => open.delete(socket));
    }
  });
  await new Promise<void>(resolve => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: typeof address === "object" && address ? address.port : 0,
    hush() {
      for (const socket of open) {
        socket.unpipe();
        socket.pause();
        socket.removeAllListeners("error").on("error", () => undefined);
      }
    },
    async [Symbol.asyncDispose]() {
      for (const socket of open) {
        socket.destroy();
      }
      await new Promise(resolve => server.close(resolve));
    },
  };
}

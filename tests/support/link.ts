import { connect, createServer, type Socket } from "node:net";
import { LinkQueue, type LinkShape } from "./link-queue.ts";

/** Where a link leads. */
export type LinkTarget = {
  /** `127.0.0.1` unless given. */
  host?: string;
  port: number;
};

/** A link that runs. Disposing it resets what is open and frees the port. */
export type ShapedLink = AsyncDisposable & {
  /** Port on 127.0.0.1 that stands for the target. */
  port: number;
  /** Connections that are open now. */
  readonly open: number;
  /** Bytes carried to the end since the start: `down` towards whoever connected, `up` towards the target. */
  readonly carried: { down: number; up: number };
  /** Bytes in the link's own queue now, not counting what the kernel holds on both sides. */
  readonly waiting: { down: number; up: number };
  /** Changes the link while it runs; what is not named stays as it is. Bytes that wait go out at the new rate. */
  shape(next: LinkShape): void;
  /** Resets every open connection; new ones are taken. @returns how many there were */
  cut(): number;
  /** Resets every open connection and refuses new ones until {@link ShapedLink.mend}. */
  sever(): void;
  /** Takes connections again. */
  mend(): void;
};

/**
 * A link between two programs on this machine: a TCP relay that delays, limits and cuts. All connections share its bandwidth, first come
 * first served. Nothing is reordered or lost but by a cut, which is a reset (RST) to both sides. A sender that fills the queue is no longer
 * read, so that it feels the limit through its own socket as it would on a real path; the kernel's buffers on both sides come on top.
 */
export async function shapeLink(target: LinkTarget, shape: LinkShape = {}): Promise<ShapedLink> {
  const pairs = new Set<readonly [Socket, Socket]>();
  const down = new LinkQueue(shape.delay, shape.down, shape.queue);
  const up = new LinkQueue(shape.delay, shape.up, shape.queue);
  let severed = false;

  const server = createServer({ allowHalfOpen: true, noDelay: true }, near => {
    if (severed) {
      near.resetAndDestroy();
      return;
    }
    const far = connect({
      host: target.host ?? "127.0.0.1",
      port: target.port,
      allowHalfOpen: true,
      noDelay: true,
    });
    const pair = [near, far] as const;
    pairs.add(pair);
    carry(near, far, up);
    carry(far, near, down);
    for (const [socket, other] of [pair, [far, near]] as const) {
      // What went wrong is told to the other side, as a reset.
      socket.on("error", () => other.resetAndDestroy());
      socket.on("close", () => {
        if (near.destroyed && far.destroyed) {
          pairs.delete(pair);
        }
      });
    }
  });
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(0, "127.0.0.1", resolve);
  });

  const cut = () => {
    const count = pairs.size;
    for (const pair of pairs) {
      for (const socket of pair) {
        socket.resetAndDestroy();
      }
    }
    return count;
  };
  return {
    port: (server.address() as { port: number }).port,
    get open() {
      return pairs.size;
    },
    get carried() {
      return { down: down.carried, up: up.carried };
    },
    get waiting() {
      return { down: down.waiting, up: up.waiting };
    },
    shape(next) {
      down.shape(next.delay, next.down, next.queue);
      up.shape(next.delay, next.up, next.queue);
    },
    cut,
    sever() {
      severed = true;
      cut();
    },
    mend() {
      severed = false;
    },
    async [Symbol.asyncDispose]() {
      const closed = new Promise(resolve => server.close(resolve));
      cut();
      down.close();
      up.close();
      await closed;
    },
  };
}

/** Moves what one socket says into the other, through a queue. */
function carry(from: Socket, to: Socket, queue: LinkQueue): void {
  const lane = queue.lane({
    deliver: bytes => to.writable && to.write(bytes),
    end: () => to.writable && to.end(),
    pause: () => from.pause(),
    resume: () => from.resume(),
  });
  from.on("data", (bytes: Buffer) => lane.push(bytes));
  from.on("end", () => lane.end());
  // A receiver that does not read holds up its own lane, and its sender with it.
  to.on("drain", () => lane.drained());
  to.on("close", () => lane.close());
}

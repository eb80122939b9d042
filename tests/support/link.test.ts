import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ShapedLink, shapeLink } from "./link.ts";
import { type Clock, LinkQueue } from "./link-queue.ts";
import { waitFor } from "./wait.ts";

/** A clock that stands until it is moved; what is due is called `late` milliseconds after its time. */
function manualClock(late = 0) {
  let now = 0;
  let timers: { due: number; act: () => void }[] = [];
  const clock: Clock = {
    now: () => now,
    later(milliseconds, act) {
      const timer = { due: now + milliseconds, act };
      timers.push(timer);
      return () => {
        timers = timers.filter(other => other !== timer);
      };
    },
  };
  return {
    clock,
    run(until: number) {
      for (;;) {
        const next = timers.toSorted((a, b) => a.due - b.due)[0];
        if (!next || next.due + late > until) {
          now = until;
          return;
        }
        now = Math.max(now, next.due + late);
        timers = timers.filter(other => other !== next);
        next.act();
      }
    },
  };
}

/** A lane that notes what arrived when. */
function notingLane(queue: LinkQueue, clock: Clock) {
  const arrived: { at: number; bytes: Uint8Array }[] = [];
  const state = { arrived, ended: -1, paused: 0, resumed: 0 };
  const lane = queue.lane({
    deliver: bytes => arrived.push({ at: clock.now(), bytes }) > 0,
    end: () => {
      state.ended = clock.now();
    },
    pause: () => state.paused++,
    resume: () => state.resumed++,
  });
  return { lane, state };
}

describe("one direction of a link", () => {
  it("carries at its rate and arrives after its delay", () => {
    const { clock, run } = manualClock();
    const { lane, state } = notingLane(new LinkQueue(50, 1_000_000, 1 << 20, clock), clock);
    lane.push(Buffer.alloc(125_000)); // One second at 1 Mbit/s.
    run(49);
    expect(state.arrived).toEqual([]);
    run(5000);
    expect(state.arrived[0]?.at).toBe(Math.ceil((1448 * 8) / 1000) + 50);
    expect(state.arrived.at(-1)?.at).toBeCloseTo(1050, -0.5);
  });

  it("keeps its rate where timers fire late", () => {
    const { clock, run } = manualClock(15);
    const { lane, state } = notingLane(new LinkQueue(0, 8_000_000, 1 << 22, clock), clock);
    lane.push(Buffer.alloc(1_000_000));
    run(5000);
    expect(state.arrived.at(-1)?.at).toBeGreaterThanOrEqual(1000);
    expect(state.arrived.at(-1)?.at).toBeLessThan(1050);
  });

  it("does not save up bandwidth while it is idle", () => {
    const { clock, run } = manualClock();
    const { lane, state } = notingLane(new LinkQueue(0, 1_000_000, 1 << 20, clock), clock);
    run(10_000);
    lane.push(Buffer.alloc(125_000));
    run(10_900);
    const bytes = state.arrived.reduce((sum, { bytes: { length } }) => sum + length, 0);
    expect(bytes).toBeLessThan(125_000 * 0.92);
  });

  it("gives what waits the new rate", () => {
    const { clock, run } = manualClock();
    const queue = new LinkQueue(0, 1000, 1 << 20, clock);
    const { lane, state } = notingLane(queue, clock);
    lane.push(Buffer.alloc(14_480));
    run(100);
    queue.shape(undefined, 1_000_000);
    run(60_000);
    // One piece was on the link at 1 kbit/s; the other nine follow within a tenth of a second.
    expect((state.arrived.at(-1)?.at ?? 0) - (state.arrived[0]?.at ?? 0)).toBeLessThan(120);
  });

  it("holds a sender that fills the queue and lets it go on", () => {
    const { clock, run } = manualClock();
    const queue = new LinkQueue(0, 1_000_000, 10_000, clock);
    const { lane, state } = notingLane(queue, clock);
    lane.push(Buffer.alloc(12_000));
    expect(state).toMatchObject({ paused: 1, resumed: 0 });
    run(1000);
    expect(state).toMatchObject({ paused: 1, resumed: 1 });
    expect(queue.waiting).toBe(0);
  });

  it("reorders and loses nothing, whatever its shape", () => {
    const shapes = fc.record({
      delay: fc.nat(300),
      rate: fc.integer({ min: 10_000, max: 50_000_000 }),
      chunks: fc.array(fc.uint8Array({ minLength: 1, maxLength: 5000 }), { maxLength: 20 }),
    });
    fc.assert(
      fc.property(shapes, ({ delay, rate, chunks }) => {
        const { clock, run } = manualClock(3);
        const { lane, state } = notingLane(new LinkQueue(delay, rate, 1000, clock), clock);
        for (const [index, chunk] of chunks.entries()) {
          run(index * 7);
          lane.push(chunk);
        }
        lane.end();
        run(1e9);
        expect(Buffer.concat(state.arrived.map(({ bytes }) => bytes))).toEqual(Buffer.concat(chunks));
        expect(state.ended).toBeGreaterThanOrEqual(state.arrived.at(-1)?.at ?? 0);
      }),
    );
  });
});

/** A server that answers with what it was sent, and what is connected to it. */
async function echo() {
  const sockets: Socket[] = [];
  const server = createServer(socket => {
    sockets.push(socket);
    socket.on("error", () => {});
    socket.pipe(socket);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    sockets,
    port: (server.address() as { port: number }).port,
    async [Symbol.asyncDispose]() {
      const closed = once(server, "close");
      server.close();
      for (const socket of sockets) {
        socket.destroy();
      }
      await closed;
    },
  };
}

async function through(link: ShapedLink): Promise<Socket> {
  const socket = connect(link.port, "127.0.0.1");
  // The link resets what is open when it is disposed.
  socket.on("error", () => {});
  await once(socket, "connect");
  return socket;
}

describe("a link between two programs", () => {
  it("delays there and back", async () => {
    await using server = await echo();
    await using link = await shapeLink(server, { delay: 60 });
    const socket = await through(link);
    const began = performance.now();
    socket.write("hello");
    const [answer] = await once(socket, "data");
    expect(String(answer)).toBe("hello");
    expect(performance.now() - began).toBeGreaterThan(118);
    expect(link.carried).toEqual({ up: 5, down: 5 });
  });

  it("passes on an end, and what came before it", async () => {
    await using server = await echo();
    await using link = await shapeLink(server, { delay: 5, down: 5_000_000 });
    const socket = await through(link);
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    const sent = Buffer.alloc(300_000, "porthole");
    socket.end(sent);
    await once(socket, "close");
    expect(Buffer.concat(chunks).equals(sent)).toBe(true);
    await waitFor("both ends to be gone", () => link.open === 0);
  });

  it("shares its rate among connections", async () => {
    await using server = await echo();
    await using link = await shapeLink(server, { down: 4_000_000 });
    const sockets = await Promise.all([through(link), through(link)]);
    const began = performance.now();
    await Promise.all(
      sockets.map(async socket => {
        let left = 125_000;
        socket.on("data", chunk => {
          left -= chunk.length;
        });
        socket.write(Buffer.alloc(left));
        await waitFor("all of it", () => left === 0);
      }),
    );
    expect(performance.now() - began).toBeGreaterThan(490);
  });

  it("cuts by a reset to both sides, and takes new connections", async () => {
    await using server = await echo();
    await using link = await shapeLink(server);
    const socket = await through(link);
    socket.write("x");
    await once(socket, "data");
    const [near, far] = [once(socket, "error"), once(server.sockets[0] as Socket, "error")];
    expect(link.cut()).toBe(1);
    expect((await near)[0]).toMatchObject({ code: "ECONNRESET" });
    expect((await far)[0]).toMatchObject({ code: "ECONNRESET" });
    const again = await through(link);
    again.write("y");
    expect(String((await once(again, "data"))[0])).toBe("y");
    again.destroy();
  });

  it("refuses connections while it is severed", async () => {
    await using server = await echo();
    await using link = await shapeLink(server);
    link.sever();
    const refused = connect(link.port, "127.0.0.1");
    expect((await once(refused, "error"))[0]).toMatchObject({ code: "ECONNRESET" });
    link.mend();
    const socket = await through(link);
    socket.write("z");
    expect(String((await once(socket, "data"))[0])).toBe("z");
    socket.destroy();
  });

  it("resets whoever connects while the target is away", async () => {
    const server = await echo();
    await using link = await shapeLink(server);
    await server[Symbol.asyncDispose]();
    const socket = connect(link.port, "127.0.0.1");
    expect((await once(socket, "error"))[0]).toMatchObject({ code: "ECONNRESET" });
  });
});

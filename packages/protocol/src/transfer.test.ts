import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Coming,
  PIECE,
  PieceWindow,
  type TransferMessage,
  TransferReceiver,
  TransferSender,
} from "./transfer.ts";

/** A line of so many bytes a millisecond with a delay each way, on a clock of its own. */
function lineOf({ rate, delay }: { rate: number; delay: number }) {
  let now = 0;
  let free = 0;
  const due: { at: number; run: () => void }[] = [];
  const at = (when: number, run: () => void) => due.push({ at: when, run });
  return {
    now: () => now,
    later: (run: () => void, milliseconds: number) => void at(now + milliseconds, run),
    /** Passes so many bytes through the bottleneck. */
    pass(bytes: number, run: () => void) {
      free = Math.max(free, now) + bytes / rate;
      at(free + delay, run);
    },
    answer: (run: () => void) => void at(now + delay, run),
    /** How long something sent now would wait in the bottleneck. */
    queue: () => Math.max(0, free - now),
    async run(until: () => boolean) {
      while (!until()) {
        await new Promise<void>(resolve => setImmediate(resolve));
        due.sort((a, b) => a.at - b.at);
        const next = due.shift();
        if (!next) {
          return;
        }
        now = Math.max(now, next.at);
        next.run();
      }
    },
  };
}

const part = (format: number, bytes: Uint8Array): Coming => ({
  format,
  size: bytes.length,
  data: Promise.resolve(bytes),
});

/** Sends contents over such a line; gives what came and what the line saw. */
async function transfer(speed: { rate: number; delay: number }, parts: Coming[]) {
  const line = lineOf(speed);
  const came: Uint8Array[] = [];
  const pieces: number[] = [];
  let worst = 0;
  const receiver = new TransferReceiver(message =>
    line.answer(() => message.kind === "clipTaken" && sender.onTaken(message.transfer, message.bytes)),
  );
  const onMessage = (message: TransferMessage) => {
    if (message.kind === "clip") {
      for (const { data } of receiver.begin(message.transfer, message.formats, message.sizes)) {
        void data.then(bytes => came.push(bytes));
      }
    } else if (message.kind === "clipPiece") {
      receiver.onPiece(message.transfer, message.data);
    }
  };
  const sender = new TransferSender({
    post(message) {
      const size = message.kind === "clipPiece" ? message.data.length : 20;
      if (message.kind === "clipPiece") {
        pieces.push(size);
      }
      line.pass(size, () => onMessage(message));
      worst = Math.max(worst, line.queue());
    },
    full: () => false,
    now: line.now,
    later: line.later,
  });
  sender.send(parts);
  await line.run(() => came.length === parts.length);
  return { came, pieces, worst, took: line.now() };
}

describe("a transfer", () => {
  it("brings every format whole, whatever its size", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.integer({ min: 0, max: 200_000 }), { minLength: 1, maxLength: 3 }),
        async sizes => {
          const contents = sizes.map((size, i) => new Uint8Array(size).map((_, at) => at * 7 + i));
          const { came, pieces } = await transfer(
            { rate: 1000, delay: 5 },
            contents.map((bytes, format) => part(format, bytes)),
          );
          const order = (a: Uint8Array, b: Uint8Array) => a.length - b.length;
          expect([...came].sort(order)).toEqual([...contents].sort(order));
          expect(Math.max(0, ...pieces)).toBeLessThanOrEqual(PIECE.most);
        },
      ),
      { numRuns: 10 },
    );
  }, 60_000);

  it("fills a quick line", async () => {
    const bytes = new Uint8Array(20_000_000);
    // 100 MB a second, half a millisecond away: 200 ms at best.
    const { took } = await transfer({ rate: 100_000, delay: 0.5 }, [part(2, bytes)]);
    expect(took).toBeLessThan(320);
  });

  it("keeps the queue on a slow line short for the pictures behind it", async () => {
    const bytes = new Uint8Array(2_000_000);
    // 10 Mbit a second: 1600 ms at best.
    const { worst, took } = await transfer({ rate: 1250, delay: 10 }, [part(2, bytes)]);
    expect(worst).toBeLessThan(70);
    expect(took).toBeLessThan(2400);
  });

  it("that is overtaken by a newer one ends, and says so", async () => {
    const said: TransferMessage[] = [];
    const sender = new TransferSender({
      post: message => void said.push(message),
      full: () => false,
      now: () => 0,
      later: () => undefined,
    });
    sender.send([part(0, new Uint8Array(1_000_000))]);
    await new Promise(resolve => setImmediate(resolve));
    sender.send([part(0, new Uint8Array(10))]);
    await new Promise(resolve => setImmediate(resolve));
    const later = said.slice(said.findIndex(({ kind }) => kind === "clipStop"));
    expect(later.map(({ kind, transfer }) => [kind, transfer])).toEqual([
      ["clipStop", 1],
      ["clip", 2],
      ["clipPiece", 2],
    ]);
  });

  it("whose bytes cannot be had is taken back", async () => {
    const said: TransferMessage[] = [];
    const sender = new TransferSender({
      post: message => void said.push(message),
      full: () => false,
      now: () => 0,
      later: () => undefined,
    });
    sender.send([{ format: 2, size: 5, data: Promise.reject(new Error("gone")) }]);
    await new Promise(resolve => setImmediate(resolve));
    expect(said.map(({ kind }) => kind)).toEqual(["clip", "clipStop"]);
  });

  it("does not grow where the socket is full", async () => {
    const said: TransferMessage[] = [];
    let full = true;
    const wake: (() => void)[] = [];
    const sender = new TransferSender({
      post: message => void said.push(message),
      full: () => full,
      now: () => 0,
      later: run => void wake.push(run),
    });
    sender.send([part(0, new Uint8Array(10))]);
    await new Promise(resolve => setImmediate(resolve));
    expect(said.map(({ kind }) => kind)).toEqual(["clip"]);
    full = false;
    wake.shift()?.();
    await new Promise(resolve => setImmediate(resolve));
    expect(said.map(({ kind }) => kind)).toEqual(["clip", "clipPiece"]);
  });
});

describe("a received content", () => {
  it("fails where more comes than was announced, it is stopped, or a newer one comes", async () => {
    const receiver = new TransferReceiver(() => undefined);
    const [long] = receiver.begin(1, [0], [4]);
    receiver.onPiece(1, new Uint8Array(5));
    await expect(long?.data).rejects.toThrow(/announced/);
    const [stopped] = receiver.begin(2, [0], [4]);
    receiver.onStop(1);
    receiver.onPiece(2, new Uint8Array(2));
    receiver.onStop(2);
    await expect(stopped?.data).rejects.toThrow(/no more/);
    const [older] = receiver.begin(3, [0], [4]);
    receiver.begin(4, [0], [4]);
    await expect(older?.data).rejects.toThrow(/newer/);
    receiver.onPiece(3, new Uint8Array(4));
  });
});

describe("the window", () => {
  it("always lets one piece go, and never more than a megabyte", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 400 }), { maxLength: 200 }), waits => {
        const window = new PieceWindow();
        let now = 0;
        let total = 0;
        let taken = 0;
        const ends: number[] = [];
        for (const wait of waits) {
          for (let room = window.room; room > 0; room = window.room) {
            total += room;
            ends.push(total);
            window.onSent(room, now);
          }
          expect(total - taken).toBeGreaterThan(0);
          expect(total - taken).toBeLessThanOrEqual(1_048_576);
          now += wait;
          taken = ends.shift() ?? taken;
          window.onTaken(taken, now);
        }
      }),
    );
  });
});

import { once } from "node:events";
import { connect } from "node:net";
import { CLOSE, SUBPROTOCOL } from "@porthole/protocol";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { isReadable, mutated } from "../../protocol/test/mutations.ts";
import { counters } from "./counters.ts";
import { FakePage } from "./fake-page.ts";
import { motion } from "./motion.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** Messages a connection may send that cannot be read; it ends with the last. */
const MOST = 10;
const CONNECTIONS = 30;
/** Messages that mean something, though perhaps not what somebody meant. */
const MEANT = 1500;
/** Wider and higher pages are left out: to encode 8K beside everything else only takes time. */
const WIDEST = 2000;

let desktop: RunningDesktop;
let moving: AsyncDisposable;
let good: FakePage;

beforeAll(async () => {
  desktop = await startDesktop();
  moving = await motion(desktop, 50);
  good = await FakePage.open(desktop.url);
  await good.wait("frame", ({ key }) => !key);
});
afterAll(async () => {
  good?.[Symbol.dispose]();
  await moving?.[Symbol.asyncDispose]();
  await desktop?.[Symbol.asyncDispose]();
});

/** Messages made of the corpus, others each time; `seed` makes them again. */
function made(count: number, seed: number, pick: (bytes: Uint8Array) => boolean): Uint8Array[] {
  return fc.sample(mutated("page").filter(pick), { numRuns: count, seed });
}

/** Runs it; the other page must still be on its first connection, with a picture that goes on from frame to frame. */
async function besideOther(attack: () => Promise<void>): Promise<void> {
  const before = good.of("frame").length;
  await attack();
  await waitFor("frames of the other page", () => good.of("frame").length > before + 10);
  expect(good.closed).toBeUndefined();
  const frames = good.of("frame").slice(before);
  const broken = frames.filter(
    ({ frame, key }, i) => i > 0 && !key && frame !== (frames[i - 1]?.frame ?? 0) + 1,
  );
  expect(broken).toEqual([]);
  expect(good.of("notice")).toEqual([]);
}

describe("beside a page that watches", () => {
  it("what cannot be read is refused and counted, message by message, and ends its own connection", async () => {
    const seed = Date.now();
    const messages = made(CONNECTIONS * MOST, seed, bytes => !isReadable("page", bytes));
    await besideOther(async () => {
      const before = (await counters(desktop))("malformed_messages_total");
      const bad: FakePage[] = [];
      for (let i = 0; i < messages.length; i += MOST) {
        const page = await FakePage.open(desktop.url);
        for (const bytes of messages.slice(i, i + MOST)) {
          page.sendRaw(bytes);
        }
        bad.push(page);
      }
      await waitFor("their ends", () => bad.every(({ closed }) => closed), 30_000);
      const ends = new Set(bad.map(({ closed }) => closed?.code));
      expect(ends, `messages of seed ${seed}`).toEqual(new Set([CLOSE.malformed]));
      const after = (await counters(desktop))("malformed_messages_total");
      expect(after - before, `messages of seed ${seed}`).toBe(messages.length);
    });
  });

  it.each([
    ["what is no WebSocket", Buffer.from("\x16\x03\x01 this is no frame \xff\xff\xff\xff", "latin1"), 1002],
    ["a frame without its mask", Buffer.from([0x82, 0x03, 1, 2, 3]), 1002],
    ["a kind of frame there is none of", masked(0x83, Buffer.from([1])), 1002],
    ["bits of extensions that were not agreed on", masked(0xf2, Buffer.from([1])), 1002],
    ["a part of nothing", masked(0x80, Buffer.from([1])), 1002],
    ["a ping of 200 bytes", masked(0x89, Buffer.alloc(200)), 1002],
    ["text that is no UTF-8", masked(0x81, Buffer.from([0xff, 0xfe])), 1007],
    ["a close with a code there is none of", masked(0x88, Buffer.from([0x00, 0x01])), 1002],
    [
      "a frame of 8 EB",
      Buffer.from([0x82, 0xff, 0x7f, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 1, 2, 3, 4]),
      1009,
    ],
    ["a frame of 1 GB", Buffer.from([0x82, 0xff, 0, 0, 0, 0, 0x40, 0, 0, 0, 1, 2, 3, 4]), 1009],
  ])("%s is counted and ends its own connection, with the code for it", async (_what, bytes, code) => {
    await besideOther(async () => {
      const before = (await counters(desktop))("malformed_messages_total");
      expect(await closeCodeAfter(bytes)).toBe(code);
      expect((await counters(desktop))("malformed_messages_total")).toBe(before + 1);
    });
  });

  it("what can be read, whatever it says, does no harm", { timeout: 180_000 }, async () => {
    const seed = Date.now();
    const sizes = (bytes: Uint8Array) =>
      bytes[0] !== 0x10 || ((bytes[1] ?? 0) | ((bytes[2] ?? 0) << 8)) < WIDEST;
    const messages = made(MEANT, seed, bytes => isReadable("page", bytes) && sizes(bytes));
    const pid = await desktop.exec("pidof node");
    await besideOther(async () => {
      let page = await FakePage.open(desktop.url);
      for (const bytes of messages) {
        if (page.closed) {
          page = await FakePage.open(desktop.url);
        }
        page.sendRaw(bytes);
        if (bytes[0] === 0x01) {
          // A second hello ends the connection.
          await waitFor("its end", () => page.closed);
        }
      }
      page[Symbol.dispose]();
      // Keys and buttons are meant too: the terminal that moved may be gone, or wait for somebody to end a selection.
      await moving[Symbol.asyncDispose]();
      moving = await motion(desktop, 50);
    });
    expect(await desktop.exec("pidof node"), `messages of seed ${seed}`).toBe(pid);
  });
});

/** A frame as RFC 6455 has it, 5.2, masked with nothing; of less than 64 kB. */
function masked(first: number, payload: Buffer): Buffer {
  const length =
    payload.length < 126 ? [0x80 | payload.length] : [0xfe, payload.length >> 8, payload.length & 0xff];
  return Buffer.concat([Buffer.from([first, ...length, 0, 0, 0, 0]), payload]);
}

/** Opens a socket by hand, sends these bytes after the handshake, and gives the code that the server closes with. */
async function closeCodeAfter(bytes: Buffer): Promise<number> {
  const socket = connect({ host: "127.0.0.1", port: desktop.port });
  const chunks: Buffer[] = [];
  socket.on("data", (chunk: Buffer) => chunks.push(chunk)).on("error", () => undefined);
  socket.write(
    `GET /socket HTTP/1.1\r\nHost: localhost:${desktop.port}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\nSec-WebSocket-Protocol: ${SUBPROTOCOL}\r\n\r\n`,
  );
  await waitFor("the handshake", () => Buffer.concat(chunks).includes("\r\n\r\n"));
  const answer = Buffer.concat(chunks);
  expect(answer.toString("latin1")).toMatch(/^HTTP\/1.1 101 /);
  socket.write(bytes);
  await once(socket, "close");
  const frames = Buffer.concat(chunks).subarray(answer.indexOf("\r\n\r\n") + 4);
  // A close frame of a code and no words, as the server sends it where a frame is wrong.
  const at = frames.lastIndexOf(Buffer.from([0x88, 0x02]));
  return at < 0 ? Number.NaN : frames.readUInt16BE(at + 2);
}

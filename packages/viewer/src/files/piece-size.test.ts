import { expect, it } from "vitest";
import { PieceSize } from "./piece-size.ts";

/** Sends so many pieces over a line of so many bytes a ms, with a round trip; `extra` ms are spent elsewhere. */
function send(
  pieces: number,
  { rate, trip, extra = () => 0 }: { rate: number; trip: number; extra?: () => number },
) {
  const size = new PieceSize();
  size.onRequest(trip);
  const delays: number[] = [];
  for (let i = 0; i < pieces; i++) {
    const bytes = size.next;
    const own = (bytes * size.together) / rate;
    delays.push(own);
    size.onPiece(bytes, trip + own + extra());
  }
  return { size: size.next, together: size.together, delay: Math.max(...delays.slice(-20)) };
}

it("grows on a quick line", () => {
  expect(send(100, { rate: 300_000, trip: 1 }).size).toBeGreaterThanOrEqual(4 << 20);
});

it.each([
  ["a line of 50 Mbit/s", 6250, 20],
  ["a line of 6 Mbit/s", 750, 40],
])("keeps nobody waiting long on %s", (_name, rate, trip) => {
  expect(send(200, { rate, trip }).delay).toBeLessThan(140);
});

it("sends one small piece at a time where the line is slow", () => {
  expect(send(200, { rate: 60, trip: 100 })).toMatchObject({ size: 16 * 1024, together: 1 });
});

it("stays large where something else takes the time", () => {
  expect(send(200, { rate: 300_000, trip: 1, extra: () => 100 }).size).toBeGreaterThanOrEqual(1 << 20);
});

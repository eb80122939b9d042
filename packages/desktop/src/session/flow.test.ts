import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Flow } from "./flow.ts";

const delta = (frame: number, bytes = 1000) => ({ frame, key: false, bytes });
const key = (frame: number, bytes = 1000) => ({ frame, key: true, bytes });

function running(now = 0): Flow {
  const flow = new Flow();
  flow.offer(key(0), now, 0);
  flow.onShown(0, 0, now + 5);
  return flow;
}

describe("Flow", () => {
  it("begins with a key frame", () => {
    const flow = new Flow();
    expect(flow.ready(0, 0)).toBe(true);
    expect(flow.offer(delta(1), 0, 0)).toBe(false);
    expect(flow.offer(key(2), 0, 0)).toBe(true);
    expect(flow.offer(delta(3), 1, 0)).toBe(true);
  });

  it("stops asking for frames while too many are on the way", () => {
    const flow = running();
    for (let frame = 1; frame <= 4; frame++) {
      expect(flow.ready(10, 0)).toBe(true);
      flow.offer(delta(frame), 10, 0);
    }
    expect(flow.ready(10, 0)).toBe(false);
    flow.onShown(4, 0, 20);
    expect(flow.ready(20, 0)).toBe(true);
  });

  it("allows as many frames on the way as the round trip needs", () => {
    const flow = new Flow();
    flow.offer(key(0), 0, 0);
    flow.onShown(0, 0, 200);
    let frame = 1;
    while (flow.ready(300, 0)) {
      flow.offer(delta(frame++), 300, 0);
    }
    expect(frame - 1).toBe(15);
    expect(flow.ready(650, 0)).toBe(false);
  });

  it("counts the time a page takes for itself as no fault of the line", () => {
    const flow = new Flow();
    flow.offer(key(0), 0, 0);
    flow.onShown(0, 90, 100);
    expect(flow.roundTrip).toBe(10);
    expect(flow.queue).toBe(0);
  });

  it("keeps one frame at a page that is slow itself", () => {
    const flow = new Flow();
    for (let frame = 0; frame < 20; frame++) {
      flow.offer({ frame, key: frame === 0, bytes: 1000 }, frame * 200, 0);
      flow.onShown(frame, 150, frame * 200 + 155);
    }
    expect(flow.isPageSlow).toBe(true);
    flow.offer(delta(20), 4000, 0);
    flow.offer(delta(21), 4000, 0);
    expect(flow.ready(4000, 0)).toBe(false);
  });

  it("makes no frame that would have to wait in the line's queue", () => {
    const flow = running();
    flow.ceiling = 1e6;
    flow.budget = 2000;
    flow.offer(delta(1, 5000), 10, 0);
    expect(flow.ready(10, 0)).toBe(true);
    flow.offer(delta(2, 5000), 10, 0);
    // 10,000 bytes take 80 ms at 1 Mbit/s.
    expect(flow.ready(10, 0)).toBe(false);
  });

  it("drops a viewer that stalls to the next key frame, once it has caught up", () => {
    const flow = running();
    flow.offer(delta(1), 10, 0);
    expect(flow.offer(delta(2), 600, 0)).toBe(false);
    expect(flow.needsKey).toBe(true);
    expect(flow.ready(600, 0)).toBe(false);
    flow.onShown(1, 0, 700);
    expect(flow.ready(700, 0)).toBe(true);
    expect(flow.offer(delta(3), 710, 0)).toBe(false);
    expect(flow.offer(key(4), 720, 0)).toBe(true);
    expect(flow.dropped).toBe(2);
  });

  it("does not wait for ever for a frame that was never shown", () => {
    const flow = running();
    flow.offer(delta(1), 10, 0);
    expect(flow.ready(1000, 0)).toBe(false);
    const lostAt = flow.lostAt() ?? 0;
    expect(flow.ready(lostAt, 0)).toBe(true);
    expect(flow.needsKey).toBe(true);
    flow.offer(key(2), lostAt, 0);
    expect((flow.lostAt() ?? 0) - lostAt).toBe(8000);
  });

  it("makes nothing for a socket that is full", () => {
    const flow = running();
    expect(flow.ready(10, 1e6)).toBe(false);
    expect(flow.offer(delta(1), 10, 2e6)).toBe(false);
    expect(flow.needsKey).toBe(true);
  });

  it("never sends a dependent frame after a gap, whatever happens", () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 900 }),
      isKey: fc.boolean(),
      bytes: fc.constantFrom(100, 5000, 300_000),
      buffered: fc.constantFrom(0, 1000, 200_000, 2_000_000),
      shown: fc.boolean(),
      page: fc.constantFrom(0, 5, 5000),
      restart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), steps => {
        const flow = new Flow();
        let now = 0;
        let last: number | undefined;
        for (const [frame, { wait, isKey, bytes, buffered, shown, page, restart }] of steps.entries()) {
          now += wait;
          if (restart) {
            flow.restart();
            last = undefined;
          }
          if (flow.offer({ frame, key: isKey, bytes }, now, buffered)) {
            expect(isKey || last === frame - 1).toBe(true);
            last = frame;
            if (shown) {
              flow.onShown(frame, page, now + 1);
            }
          }
          expect(flow.capacity).toBeGreaterThan(0);
        }
      }),
    );
  });
});

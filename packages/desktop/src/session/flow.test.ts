import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Flow } from "./flow.ts";

function running(now = 0): Flow {
  const flow = new Flow();
  flow.offer(0, true, now, 0);
  flow.onShown(0, now + 5);
  return flow;
}

describe("Flow", () => {
  it("begins with a key frame", () => {
    const flow = new Flow();
    expect(flow.ready(0, 0)).toBe(true);
    expect(flow.offer(1, false, 0, 0)).toBe(false);
    expect(flow.offer(2, true, 0, 0)).toBe(true);
    expect(flow.offer(3, false, 1, 0)).toBe(true);
  });

  it("stops asking for frames while too many are on the way", () => {
    const flow = running();
    for (let frame = 1; frame <= 4; frame++) {
      expect(flow.ready(10, 0)).toBe(true);
      flow.offer(frame, false, 10, 0);
    }
    expect(flow.ready(10, 0)).toBe(false);
    flow.onShown(4, 20);
    expect(flow.ready(20, 0)).toBe(true);
  });

  it("allows as many frames on the way as the round trip needs", () => {
    const flow = new Flow();
    flow.offer(0, true, 0, 0);
    flow.onShown(0, 200);
    let frame = 1;
    while (flow.ready(300, 0)) {
      flow.offer(frame++, false, 300, 0);
    }
    expect(frame - 1).toBe(15);
    expect(flow.ready(450, 0)).toBe(false);
  });

  it("drops a viewer that stalls to the next key frame, once it has caught up", () => {
    const flow = running();
    flow.offer(1, false, 10, 0);
    expect(flow.offer(2, false, 600, 0)).toBe(false);
    expect(flow.needsKey).toBe(true);
    expect(flow.ready(600, 0)).toBe(false);
    flow.onShown(1, 700);
    expect(flow.ready(700, 0)).toBe(true);
    expect(flow.offer(3, false, 710, 0)).toBe(false);
    expect(flow.offer(4, true, 720, 0)).toBe(true);
  });

  it("does not wait for ever for a frame that was never shown", () => {
    const flow = running();
    flow.offer(1, false, 10, 0);
    expect(flow.ready(1000, 0)).toBe(false);
    const lostAt = flow.lostAt() ?? 0;
    expect(flow.ready(lostAt, 0)).toBe(true);
    expect(flow.needsKey).toBe(true);
    flow.offer(2, true, lostAt, 0);
    expect((flow.lostAt() ?? 0) - lostAt).toBe(3000);
  });

  it("makes nothing for a socket that is full", () => {
    const flow = running();
    expect(flow.ready(10, 1e6)).toBe(false);
    expect(flow.offer(1, false, 10, 2e6)).toBe(false);
    expect(flow.needsKey).toBe(true);
  });

  it("never sends a dependent frame after a gap, whatever happens", () => {
    const step = fc.record({
      wait: fc.integer({ min: 0, max: 900 }),
      key: fc.boolean(),
      buffered: fc.constantFrom(0, 1000, 200_000, 2_000_000),
      shown: fc.boolean(),
      restart: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), steps => {
        const flow = new Flow();
        let now = 0;
        let last: number | undefined;
        for (const [frame, { wait, key, buffered, shown, restart }] of steps.entries()) {
          now += wait;
          if (restart) {
            flow.restart();
            last = undefined;
          }
          if (flow.offer(frame, key, now, buffered)) {
            expect(key || last === frame - 1).toBe(true);
            last = frame;
            if (shown) {
              flow.onShown(frame, now + 1);
            }
          }
        }
      }),
    );
  });
});

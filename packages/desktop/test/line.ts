import { Flow } from "../src/session/flow.ts";
import { Lane } from "../src/session/lane.ts";

/** A line of one queue, as flow tests reckon it; times in ms, rates in bits a second. */
export type Line = { rate: number; delay: number };

/** What content takes: bytes of a frame at the wished quality, and of the coarsest there is. */
export type Content = { wished: number; coarsest: number };

/** A frame as it was seen: when made, when shown, and how long it lay in the line's queue before its first byte went. */
export type Seen = { made: number; shown: number; queue: number; bytes: number };

/**
 * Lets lane and flow run against a line in made-up time, with content that changes all the time.
 * `lineAt` gives the line at a time. The page shows a frame `page` ms after it has come.
 */
export function simulate(
  milliseconds: number,
  lineAt: (now: number) => Line,
  { wished, coarsest }: Content,
  page = 5,
): { seen: Seen[]; flow: Flow } {
  const flow = new Flow();
  const lane = new Lane();
  const events: { at: number; run: () => void }[] = [];
  const seen: Seen[] = [];
  let free = 0;
  let next = 0;
  let frame = 0;
  for (let now = 0; now < milliseconds; now++) {
    if (now % 1000 === 0) {
      const at = Math.max(now, free) + 2 * lineAt(now).delay;
      const trip = at - now;
      events.push({ at, run: () => flow.onRoundTrip(trip, at) });
    }
    for (const event of events.filter(({ at }) => at <= now)) {
      events.splice(events.indexOf(event), 1);
      event.run();
    }
    const rate = lane.rate(flow, 60, now);
    flow.budget = rate.bytes;
    if (now < next || !flow.ready(now, 0)) {
      continue;
    }
    const key = flow.needsKey;
    const most = key ? rate.burst : rate.bytes;
    const bytes = Math.max(coarsest * (key ? 2.5 : 1), Math.min(wished * (key ? 10 : 1), most));
    // Six steps of the quantizer halve a frame.
    lane.onFrame(bytes, key ? undefined : 6 * Math.log2(wished / Math.min(wished, bytes)), now);
    const mine = frame++;
    const { rate: bits, delay } = lineAt(now);
    if (flow.offer({ frame: mine, key, bytes }, now, 0)) {
      const begun = Math.max(now, free);
      free = begun + (bytes * 8000) / bits;
      const shown = free + delay + page;
      seen.push({ made: now, shown, queue: begun - now, bytes });
      events.push({ at: shown + delay, run: () => flow.onShown(mine, page, shown + delay) });
    }
    next = now + 1000 / rate.fps;
  }
  return { seen, flow };
}

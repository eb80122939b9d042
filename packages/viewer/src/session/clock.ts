/** Samples kept: the one with the shortest round trip tells best. */
const KEPT = 16;

/** How far the server's clock is ahead of the page's, learnt from `ping` and `pong`. */
export type Clock = {
  /** `sent` and `received` in ms on one clock of the page, `server` on the server's. */
  learn(sent: number, received: number, server: number): void;
  /** What to add to a time of the page to have the server's, in ms; NaN before the first answer. */
  offset(): number;
};

/** A clock that knows nothing yet. */
export function clockOf(): Clock {
  let samples: { trip: number; offset: number }[] = [];
  return {
    learn(sent, received, server) {
      samples.push({ trip: received - sent, offset: server - (sent + received) / 2 });
      samples = samples.slice(-KEPT);
    },
    offset() {
      const best = samples.reduce<{ trip: number; offset: number } | undefined>(
        (least, sample) => (least && least.trip <= sample.trip ? least : sample),
        undefined,
      );
      return best?.offset ?? Number.NaN;
    },
  };
}

/** How H.264 is decoded next, or not at all. */
export type Rung = { acceleration: "no-preference" | "prefer-software" } | "give-up";

/** Failures after which software is preferred, and after which H.264 is given up. */
const SOFTWARE_FROM = 2;
const GIVE_UP_FROM = 5;
/** Milliseconds without a failure after which those before count no more. */
const FORGET_AFTER = 60_000;

/** Counts decoder failures and says what to try next; bounded, so that a broken decoder ends in JPEG, not in a loop. */
export function ladderOf(): { rung(): Rung; fail(now: number): Rung } {
  let failures = 0;
  let last = Number.NEGATIVE_INFINITY;

  function rung(): Rung {
    if (failures >= GIVE_UP_FROM) {
      return "give-up";
    }
    return { acceleration: failures >= SOFTWARE_FROM ? "prefer-software" : "no-preference" };
  }
  return {
    rung,
    fail(now) {
      if (now - last > FORGET_AFTER) {
        // Never back to a hardware decoder that has failed twice.
        failures = failures >= SOFTWARE_FROM ? SOFTWARE_FROM : 0;
      }
      last = now;
      failures += 1;
      return rung();
    },
  };
}

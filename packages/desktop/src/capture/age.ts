/** No event waits longer than that, in ms, to be read. */
const OLDEST = 2000;

/**
 * How long ago, in ms, an event happened that the X server stamped so: this thread may have been encoding since. X servers of the same
 * machine count the milliseconds of CLOCK_MONOTONIC, cut to 32 bits; 0 where the stamp cannot be of that clock.
 */
export function ageOf(time: number | undefined, now = Number(process.hrtime.bigint() / 1_000_000n)): number {
  const age = ((now >>> 0) - (time ?? 0)) >>> 0;
  return time !== undefined && age <= OLDEST ? age : 0;
}

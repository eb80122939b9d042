/**
 * Milliseconds before the first attempt and, at most, before any; each wait is so many times the last. A server that was killed is
 * back in a fifth of a second, so the first attempts lie close together.
 */
export const BACK_OFF = { first: 100, growth: 1.5, most: 5000 } as const;

/**
 * Milliseconds to wait before the next attempt, after `failures` in a row (from 1).
 * Spread by a fifth either way, so that many pages do not come back as one.
 */
export function backOff(failures: number, random: () => number = Math.random): number {
  const plain = Math.min(BACK_OFF.most, BACK_OFF.first * BACK_OFF.growth ** (failures - 1));
  return Math.min(BACK_OFF.most, plain * (0.8 + 0.4 * random()));
}

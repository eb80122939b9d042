/** Signal numbers of Linux on every architecture the images run on, by their short names. */
export const SIGNAL = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ABRT: 6,
  KILL: 9,
  USR1: 10,
  USR2: 12,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  PWR: 30,
  WINCH: 28,
} as const;

/** The number of `TERM`, `SIGTERM` or `15`; undefined for anything else. */
export function signalNumber(text: string): number | undefined {
  if (/^[0-9]{1,2}$/.test(text)) {
    const number = Number(text);
    return number >= 1 && number <= 64 ? number : undefined;
  }
  const name = text.toUpperCase().replace(/^SIG/, "");
  return name in SIGNAL ? SIGNAL[name as keyof typeof SIGNAL] : undefined;
}

/** Signal numbers of Linux on every architecture the images run on, by their short names. */
export const SIGNAL = {
  HUP: 1,
  INT: 2,
  QUIT: 3,
  ILL: 4,
  TRAP: 5,
  ABRT: 6,
  BUS: 7,
  FPE: 8,
  KILL: 9,
  USR1: 10,
  SEGV: 11,
  USR2: 12,
  PIPE: 13,
  ALRM: 14,
  TERM: 15,
  CHLD: 17,
  CONT: 18,
  STOP: 19,
  TSTP: 20,
  TTIN: 21,
  TTOU: 22,
  XCPU: 24,
  XFSZ: 25,
  WINCH: 28,
  PWR: 30,
  SYS: 31,
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

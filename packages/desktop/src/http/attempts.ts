import { isIPv6 } from "node:net";

/** Wrong passwords that are taken within {@link WINDOW_MS}: of one address, and of all together. */
const MOST = { address: 5, all: 100 } as const;
const WINDOW_MS = 60_000;

/** Counts wrong passwords, and says who has to wait before the next try. */
export class Attempts {
  readonly #now: () => number;
  /** Times of failures, oldest first. */
  #failures: { from: string; at: number }[] = [];

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Seconds that somebody at `address` has to wait; 0 where none. */
  wait(address: string): number {
    const now = this.#now();
    this.#failures = this.#failures.filter(({ at }) => now - at < WINDOW_MS);
    const from = networkOf(address);
    const own = this.#failures.filter(failure => failure.from === from);
    const oldest = Math.max(
      own.at(-MOST.address)?.at ?? Number.NEGATIVE_INFINITY,
      this.#failures.at(-MOST.all)?.at ?? Number.NEGATIVE_INFINITY,
    );
    return Math.max(0, Math.ceil((oldest + WINDOW_MS - now) / 1000));
  }

  failed(address: string): void {
    this.#failures.push({ from: networkOf(address), at: this.#now() });
  }
}

/** An IPv4 address as it is; of an IPv6 address the network, since everybody has a whole one. */
function networkOf(address: string): string {
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "");
  if (!isIPv6(plain)) {
    return plain;
  }
  const [head = "", tail] = plain.split("%")[0]?.split("::") ?? [];
  const groups = head.split(":").filter(Boolean);
  const after = (tail ?? "").split(":").filter(Boolean);
  const zeros = tail === undefined ? 0 : 8 - groups.length - after.length;
  return [...groups, ...Array<string>(zeros).fill("0"), ...after].slice(0, 4).join(":");
}

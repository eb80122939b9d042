/** What stands behind the wait: nothing, an older archive, or nobody who waits. */
export type PatienceKind = "absent" | "cached" | "background";

/** Milliseconds until a registry is reached, until it first answers, and for everything up to the first archive. */
const LIMITS: Record<PatienceKind, { connect: number; first: number; all: number }> = {
  absent: { connect: 2400, first: 2400, all: 5000 },
  cached: { connect: 300, first: 300, all: 2000 },
  background: { connect: 15_000, first: 30_000, all: 60_000 },
};

/** How long one registry is waited for: a little until it shows that it lives, then longer. */
export class Patience {
  private readonly kind: PatienceKind;
  private readonly now: () => number;
  private readonly began: number;
  private lives = false;

  /** `now` gives milliseconds of the monotonic clock. */
  constructor(kind: PatienceKind, now: () => number) {
    this.kind = kind;
    this.now = now;
    this.began = now();
  }

  /** The registry has answered. */
  answered(): void {
    this.lives = true;
  }

  /** Milliseconds for the next connection. */
  connect(): number {
    return Math.max(LIMITS[this.kind].connect, this.lives ? LIMITS.absent.connect : 0);
  }

  /** Milliseconds that are left for everything up to the first archive, at least 1. */
  left(): number {
    const { first, all } = LIMITS[this.kind];
    return Math.max(1, this.began + (this.lives ? all : first) - this.now());
  }

  /** Whether the time is up. */
  isOver(): boolean {
    return this.left() <= 1;
  }
}

/** Milliseconds for a file that can be done without. */
export function shortLimit(kind: PatienceKind): number {
  return LIMITS[kind].first;
}

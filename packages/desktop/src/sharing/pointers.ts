/** Time, in ms, between two places of one pointer that others are told. */
const INTERVAL = 50;

/** Where one person points, told to the others at most twenty times a second, the latest place always. */
export class PointerTold implements Disposable {
  readonly #tell: (x: number, y: number) => void;
  readonly #now: () => number;
  #timer: NodeJS.Timeout | undefined;
  #last = Number.NEGATIVE_INFINITY;
  #at: { x: number; y: number } | undefined;

  constructor(tell: (x: number, y: number) => void, now: () => number = () => performance.now()) {
    this.#tell = tell;
    this.#now = now;
  }

  onMove(x: number, y: number): void {
    this.#at = { x, y };
    if (this.#timer === undefined) {
      const wait = this.#last + INTERVAL - this.#now();
      if (wait <= 0) {
        this.#flush();
      } else {
        this.#timer = setTimeout(() => this.#flush(), wait);
        this.#timer.unref();
      }
    }
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #flush(): void {
    this.#timer = undefined;
    this.#last = this.#now();
    if (this.#at) {
      this.#tell(this.#at.x, this.#at.y);
    }
  }
}

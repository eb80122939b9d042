/** Passes messages on, or keeps them in order until what must come before them has gone. */
export type Gate<T> = {
  send(message: T): void;
  /** Keeps everything that is sent from now on, for at most so many milliseconds. */
  hold(most: number): void;
  /** Sends what was kept, and everything after it at once. */
  open(): void;
};

/** A gate in front of `pass`. */
export function gateOf<T>(pass: (message: T) => void): Gate<T> {
  let kept: T[] | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function open(): void {
    clearTimeout(timer);
    const waiting = kept ?? [];
    kept = undefined;
    for (const message of waiting) {
      pass(message);
    }
  }

  return {
    send(message) {
      if (kept) {
        kept.push(message);
      } else {
        pass(message);
      }
    },
    hold(most) {
      kept ??= [];
      clearTimeout(timer);
      timer = setTimeout(open, most);
    },
    open,
  };
}

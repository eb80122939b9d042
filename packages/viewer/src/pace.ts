/** Starts a wait and calls back once it is over; the caller cannot cancel it. */
export type Wait = (done: () => void) => void;

/** Latest-wins gate: the first value passes at once, later ones at most one a wait. */
export type Pace<T> = {
  push(value: T): void;
  /** Lets a value that still waits pass now. */
  flush(): void;
};

/**
 * Passes values to `emit`, at most one a `wait`, the latest one winning.
 * @param drop is given every value that a later one replaced.
 */
export function paceOf<T>(wait: Wait, emit: (value: T) => void, drop?: (value: T) => void): Pace<T> {
  let waiting = false;
  let held: { value: T } | undefined;

  function pass(value: T): void {
    waiting = true;
    wait(onDone);
    emit(value);
  }
  function onDone(): void {
    waiting = false;
    if (held) {
      const { value } = held;
      held = undefined;
      pass(value);
    }
  }
  return {
    push(value) {
      if (!waiting) {
        pass(value);
        return;
      }
      if (held) {
        drop?.(held.value);
      }
      held = { value };
    },
    flush() {
      if (held) {
        const { value } = held;
        held = undefined;
        emit(value);
      }
    },
  };
}

/**
 * Debounce that lets the first value pass at once and the last one after `quiet` milliseconds without another.
 * @param quiet 80 unless given.
 */
export function settleOf<T>(emit: (value: T) => void, quiet = 80): (value: T) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let held: { value: T } | undefined;

  function onQuiet(): void {
    timer = undefined;
    if (held) {
      const { value } = held;
      held = undefined;
      emit(value);
    }
  }
  return value => {
    if (timer === undefined) {
      emit(value);
    } else {
      clearTimeout(timer);
      held = { value };
    }
    timer = setTimeout(onQuiet, quiet);
  };
}

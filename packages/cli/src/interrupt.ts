/** A signal that aborts when the person presses Ctrl-C or the process is asked to end. Dispose it when done. */
export type Interrupt = Disposable & { signal: AbortSignal };

/** Listens for SIGINT, SIGTERM and SIGHUP. A second Ctrl-C ends the process at once. */
export function onInterrupt(): Interrupt {
  const controller = new AbortController();
  const stop = () => {
    if (controller.signal.aborted) {
      process.exit(130);
    }
    controller.abort(new DOMException("Interrupted.", "AbortError"));
  };
  const signals = ["SIGINT", "SIGTERM", "SIGHUP"] as const;
  for (const name of signals) {
    process.on(name, stop);
  }
  return {
    signal: controller.signal,
    [Symbol.dispose]() {
      for (const name of signals) {
        process.off(name, stop);
      }
    },
  };
}

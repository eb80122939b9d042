import { finished, type Readable } from "node:stream";

/** Time, in ms, that a chunk waits for others at most. */
const PATIENCE = 50;

/**
 * Gathers what a stream brings, so that the disk is asked seldom: each batch holds `size` bytes or a little more, or what has
 * come within 50 ms. The next one is gathered while one is being worked on, and no more. The stream is left paused, not destroyed.
 *
 * @param size asked anew for each chunk that comes
 * @throws what the stream fails with, after a batch of all that came before
 */
export async function* batches(stream: Readable, size: () => number): AsyncGenerator<Buffer[]> {
  let gathered: Buffer[] = [];
  let bytes = 0;
  /** Nothing is waited for any longer: neither the rest of a batch, nor that of the stream. */
  let due = false;
  let over = false;
  let failure: Error | null | undefined;
  let timer: NodeJS.Timeout | undefined;
  let wake = () => {};
  const onDue = () => {
    due = true;
    wake();
  };
  const onData = (chunk: Buffer) => {
    gathered.push(chunk);
    bytes += chunk.length;
    if (bytes >= size()) {
      stream.pause();
      onDue();
    } else {
      timer ??= setTimeout(onDue, PATIENCE);
    }
  };
  const forget = finished(stream, { writable: false }, error => {
    over = true;
    failure = error;
    onDue();
  });
  stream.on("data", onData);
  try {
    for (;;) {
      if (!due) {
        await new Promise<void>(resolve => {
          wake = resolve;
        });
      }
      if (bytes > 0) {
        const batch = gathered;
        clearTimeout(timer);
        timer = undefined;
        gathered = [];
        bytes = 0;
        due = over;
        stream.resume();
        yield batch;
      } else if (failure) {
        throw failure;
      } else {
        return;
      }
    }
  } finally {
    clearTimeout(timer);
    forget();
    stream.off("data", onData);
    stream.pause();
  }
}

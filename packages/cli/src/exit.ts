/**
 * Takes a reader that goes away (`porthole logs | head`) for what it is: no error of ours. What is written after that is
 * lost, as meant. To be called before anything is written.
 */
export function tolerateLostReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") {
        throw error;
      }
    });
  }
}

/** Ends the process once everything written so far has left it. */
export async function finished(code: number): Promise<never> {
  await Promise.all([flush(process.stdout), flush(process.stderr)]);
  process.exit(code);
}

async function flush(stream: NodeJS.WriteStream): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  // A reader that went away (`porthole logs | head`) is no error of ours.
  stream.once("error", () => resolve());
  stream.write("", () => resolve());
  await promise;
}

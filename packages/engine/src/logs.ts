import type { Writable } from "node:stream";
import type { Engine } from "./connect.ts";
import { talk } from "./engine-error.ts";

/** Which part of a log, and where it goes. */
export type LogOptions = {
  stdout: Writable;
  stderr: Writable;
  /** Keeps going until the container stops or `signal` aborts. */
  follow?: boolean;
  /** Only so many lines from the end; all when left out. */
  tail?: number;
  timestamps?: boolean;
  signal?: AbortSignal;
};

/** Copies a container's output to `options.stdout` and `options.stderr`. */
export async function copyLogs(engine: Engine, container: string, options: LogOptions): Promise<void> {
  await talk("Reading the log", async () => {
    const query = {
      stdout: true,
      stderr: true,
      timestamps: options.timestamps ?? false,
      tail: options.tail ?? ("all" as unknown as number),
    };
    const handle = engine.docker.getContainer(container);
    if (!options.follow) {
      demux(await handle.logs({ ...query, follow: false }), options);
      return;
    }
    const stream = await handle.logs({ ...query, follow: true });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const stop = () => {
      (stream as NodeJS.ReadableStream & { destroy(): void }).destroy();
      resolve();
    };
    options.signal?.addEventListener("abort", stop, { once: true });
    stream.once("end", resolve);
    stream.once("close", resolve);
    stream.once("error", reject);
    engine.docker.modem.demuxStream(stream, options.stdout, options.stderr);
    try {
      await promise;
    } finally {
      options.signal?.removeEventListener("abort", stop);
    }
  });
}

/** The last `lines` lines a container wrote, both outputs together. */
export async function logTail(engine: Engine, container: string, lines: number): Promise<string[]> {
  return await talk("Reading the log", async () => {
    const raw = await engine.docker
      .getContainer(container)
      .logs({ stdout: true, stderr: true, follow: false, tail: lines });
    const chunks: Buffer[] = [];
    for (const frame of frames(raw)) {
      chunks.push(frame.data);
    }
    const text = Buffer.concat(chunks).toString("utf8").replace(/\n$/, "");
    return text === "" ? [] : text.split("\n").slice(-lines);
  });
}

function demux(raw: Buffer, options: LogOptions): void {
  for (const frame of frames(raw)) {
    (frame.stream === 2 ? options.stderr : options.stdout).write(frame.data);
  }
}

/**
 * Splits a log answer into its frames: one byte stream number, three bytes zero, four bytes length (big-endian),
 * data. Source: Docker Engine API, "Attach to a container", stream format.
 */
export function* frames(raw: Buffer): Generator<{ stream: number; data: Buffer }> {
  let at = 0;
  while (at + 8 <= raw.length) {
    const end = at + 8 + raw.readUInt32BE(at + 4);
    yield { stream: raw.readUInt8(at), data: raw.subarray(at + 8, end) };
    at = end;
  }
}

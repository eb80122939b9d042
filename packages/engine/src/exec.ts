import type { Duplex } from "node:stream";
import { PassThrough } from "node:stream";
import type { Exec } from "dockerode";
import type { Engine } from "./connect.ts";
import { talk } from "./engine-error.ts";

/** How a command runs inside a container. */
export type ExecOptions = {
  /** `USER`, `UID` or `UID:GID`; the image's own user when left out. */
  user?: string;
  /** `NAME=VALUE` */
  env?: string[];
  /** Folder it starts in; the image's own when left out. */
  cwd?: string;
};

/** What a finished command left. */
export type ExecResult = { exitCode: number; stdout: string; stderr: string };

/** Streams of the person in front of an interactive command. */
export type Terminal = {
  stdin: NodeJS.ReadStream;
  stdout: NodeJS.WriteStream;
  stderr: NodeJS.WriteStream;
};

/** Runs a command in a running container to its end. Aborting stops the wait, not the command. */
export async function execInContainer(
  engine: Engine,
  container: string,
  command: string[],
  options: ExecOptions & { signal?: AbortSignal } = {},
): Promise<ExecResult> {
  return await talk(`Running ${command[0]} in the container`, async () => {
    const exec = await createExec(engine, container, command, options, { tty: false, stdin: false });
    const stream = await exec.start({ hijack: true, stdin: false });
    const stop = () => stream.destroy(abortError());
    options.signal?.addEventListener("abort", stop, { once: true });
    try {
      const [out, err] = [new PassThrough(), new PassThrough()];
      const collected = [collect(out), collect(err)] as const;
      engine.docker.modem.demuxStream(stream, out, err);
      options.signal?.throwIfAborted();
      await ended(stream);
      out.end();
      err.end();
      const exitCode = await exitCodeOf(exec);
      return { exitCode, stdout: await collected[0], stderr: await collected[1] };
    } finally {
      options.signal?.removeEventListener("abort", stop);
    }
  });
}

/**
 * Runs a command with the person's own input and output; resolves to its exit code. On a terminal it gets a
 * terminal of the same size, and keys reach it raw.
 */
export async function execInteractive(
  engine: Engine,
  container: string,
  command: string[],
  terminal: Terminal,
  options: ExecOptions = {},
): Promise<number> {
  const tty = Boolean(terminal.stdin.isTTY && terminal.stdout.isTTY);
  return await talk(`Running ${command[0]} in the container`, async () => {
    const exec = await createExec(engine, container, command, options, { tty, stdin: true });
    const stream = await exec.start({ hijack: true, stdin: true, Tty: tty });
    const resize = () => {
      const { rows, columns } = terminal.stdout;
      // The command may have ended between the signal and the request.
      exec.resize({ h: rows, w: columns }).catch(() => undefined);
    };
    if (tty) {
      terminal.stdin.setRawMode(true);
      terminal.stdout.on("resize", resize);
      resize();
      stream.pipe(terminal.stdout, { end: false });
    } else {
      engine.docker.modem.demuxStream(stream, terminal.stdout, terminal.stderr);
    }
    terminal.stdin.pipe(stream);
    try {
      await ended(stream);
      return await exitCodeOf(exec);
    } finally {
      terminal.stdin.unpipe(stream);
      terminal.stdin.pause();
      if (tty) {
        terminal.stdin.setRawMode(false);
        terminal.stdout.off("resize", resize);
      }
    }
  });
}

async function createExec(
  engine: Engine,
  container: string,
  command: string[],
  options: ExecOptions,
  attach: { tty: boolean; stdin: boolean },
): Promise<Exec> {
  return await engine.docker.getContainer(container).exec({
    Cmd: command,
    AttachStdin: attach.stdin,
    AttachStdout: true,
    AttachStderr: true,
    Tty: attach.tty,
    ...(options.user === undefined ? {} : { User: options.user }),
    ...(options.env === undefined ? {} : { Env: options.env }),
    ...(options.cwd === undefined ? {} : { WorkingDir: options.cwd }),
  });
}

async function exitCodeOf(exec: Exec): Promise<number> {
  return (await exec.inspect()).ExitCode ?? 0;
}

async function ended(stream: Duplex): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  stream.once("end", resolve);
  stream.once("close", resolve);
  stream.once("error", reject);
  await promise;
}

async function collect(stream: PassThrough): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function abortError(): Error {
  return new DOMException("The command was given up.", "AbortError");
}

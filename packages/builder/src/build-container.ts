import { randomBytes } from "node:crypto";
import { Writable } from "node:stream";
import { type Engine, removeContainer } from "@porthole/engine";
import type Docker from "dockerode";
import { buildError } from "./build-error.ts";
import { LineCutter, type StepLog } from "./events.ts";
import { type FileTree, packTree } from "./file-tree.ts";

/** What the names of containers that only live during a build start with; no app's container can. */
export const BUILD_CONTAINER = "porthole.build.";

/** A name no other container has. */
export function buildContainerName(): string {
  return `${BUILD_CONTAINER}${randomBytes(6).toString("hex")}`;
}

/** A folder every Debian root has; a tmpfs over it holds what a step needs and never reaches a layer. */
const SCRATCH = "/mnt";

/** One run of a script in a container that lives only as long as the step. */
export type BuildRun = {
  /** Name of the step, for messages. */
  step: string;
  /** Image to start from. */
  image: string;
  /** Laid over the container's `/` before it starts. */
  overlay?: FileTree;
  /** Laid into {@link SCRATCH}; the script `run.sh` there is what runs, with that folder as its working directory. */
  scratch: FileTree;
  /** Volume that keeps downloaded packages between builds. */
  packageCache?: string;
  signal?: AbortSignal | undefined;
  log: StepLog;
  /** Takes standard output as bytes instead of as log lines. */
  onOutput?: (chunk: Buffer) => void;
};

/**
 * Runs the script, then hands the stopped container to `then` (to commit it), then removes it.
 *
 * @throws PortholeError as {@link buildError} finds, or the signal's reason.
 */
export async function runInContainer<T>(
  engine: Engine,
  run: BuildRun,
  then: (container: Docker.Container) => Promise<T>,
): Promise<T> {
  run.signal?.throwIfAborted();
  const container = await engine.docker.createContainer({
    name: buildContainerName(),
    Image: run.image,
    WorkingDir: "/",
    Entrypoint: ["/bin/sh", "-c"],
    Cmd: [`tar -x -C ${SCRATCH} && cd ${SCRATCH} && exec sh ./run.sh </dev/null`],
    OpenStdin: true,
    StdinOnce: true,
    AttachStdin: true,
    AttachStdout: true,
    AttachStderr: true,
    HostConfig: {
      Tmpfs: { [SCRATCH]: "exec", "/var/lib/apt/lists": "", "/tmp": "exec" },
      ...(run.packageCache ? { Binds: [`${run.packageCache}:/var/cache/apt`] } : {}),
    },
  });
  const remove = () => removeContainer(engine, container.id).catch(() => undefined);
  const onAbort = () => void remove();
  run.signal?.addEventListener("abort", onAbort, { once: true });
  try {
    run.signal?.throwIfAborted();
    if (run.overlay) {
      await container.putArchive(packTree(run.overlay), { path: "/" });
    }
    await execute(engine, container, run);
    return await then(container);
  } catch (error) {
    run.signal?.throwIfAborted();
    throw error;
  } finally {
    run.signal?.removeEventListener("abort", onAbort);
    await remove();
  }
}

async function execute(engine: Engine, container: Docker.Container, run: BuildRun): Promise<void> {
  const stream = await container.attach({
    stream: true,
    stdin: true,
    stdout: true,
    stderr: true,
    hijack: true,
  });
  const cutter = new LineCutter(run.log);
  const toLog = sink(chunk => cutter.push(chunk));
  const toOutput = run.onOutput ? sink(run.onOutput) : toLog;
  engine.docker.modem.demuxStream(stream, toOutput, toLog);
  const ended = new Promise<void>((resolve, reject) => {
    stream.once("end", resolve).once("close", resolve).once("error", reject);
  });
  const exited = container.wait({ condition: "next-exit" });
  await container.start();
  packTree(run.scratch).pipe(stream);
  const { StatusCode: code } = (await exited) as { StatusCode: number };
  await ended;
  cutter.end();
  if (code !== 0) {
    throw buildError(run.step, code, cutter.last);
  }
}

function sink(take: (chunk: Buffer) => void): Writable {
  return new Writable({
    write(chunk: Buffer, _encoding, done) {
      take(chunk);
      done();
    },
  });
}

/** A text file of a tree. */
export function textFile(path: string, content: string, mode = 0o644): FileTree[number] {
  return { path, type: "file", mode, content: Buffer.from(content) };
}

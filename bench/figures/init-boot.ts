import { setTimeout as delay } from "node:timers/promises";
import type { ContainerCreateOptions } from "dockerode";
import { output } from "../command.ts";
import type { Figure } from "../figure.ts";
import { over, recorded, rounds } from "../rounds.ts";
import { Subject } from "../subject.ts";
import type { InitImages } from "./init-images.ts";

/** The last line of a boot. */
export const DONE = "[ls.io-init] done.";
export const PEER_DONE = "[peer] done.";
const PEER = "Debian's s6 behind a shell script of 15 empty bash steps";
const IDS = ["PUID=1000", "PGID=1000"];
const ROUNDS = 20;
const IDLE_SECONDS = 20;

/** What stands in /config before a start: a script for each. */
const VOLUMES = {
  empty: ":",
  files:
    "for i in {1..100}; do mkdir /config/$i; touch /config/$i/{1..999}; done; chown -R 1000:1000 /config",
  cron: "mkdir /config/crontabs && echo '0 4 * * * true' > /config/crontabs/root",
};

/** A start and a stop of the base as it is, with nothing to do. */
export async function bootFigures({ tools: image, peer }: InitImages): Promise<Figure[]> {
  await using volumes = await makeVolumes(image);
  const base: ContainerCreateOptions = { Image: image, Env: IDS };
  const bare = (...command: string[]) => ({ Image: image, Entrypoint: command, Cmd: [] });
  const s6 = { Image: peer, Entrypoint: ["/peer.sh"], Env: ["SERVICES=/services/one"] };
  const withVolume = (name: keyof typeof VOLUMES): ContainerCreateOptions => ({
    ...base,
    HostConfig: { Binds: [`${volumes.names[name]}:/config`] },
  });
  const taken = await rounds(ROUNDS, {
    echo: () => startTime(bare("/bin/echo", "up"), "up"),
    sleep: async () => {
      await using subject = await Subject.create(bare("/bin/sleep", "infinity"));
      await subject.start();
      return await subject.settledCpu();
    },
    trap: async () => {
      await using subject = await Subject.create(
        bare("/bin/sh", "-c", "trap 'exit 0' TERM; sleep infinity & echo up; wait"),
      );
      await subject.startUntil("up");
      return await subject.stop();
    },
    base: () => life(base, DONE),
    peer: () => life(s6, PEER_DONE),
    empty: () => startTime(withVolume("empty"), DONE),
    files: () => startTime(withVolume("files"), DONE),
  });
  const of = (name: "base" | "peer", what: keyof Life) => taken[name].map(life => life[what]);
  const [idleBase, cron] = await Promise.all([idle(base), idle(withVolume("cron"))]);
  return [
    recorded(taken.echo, {
      id: "reference.echo",
      what: "reference: a container's start until `echo` has spoken",
      unit: "ms",
    }),
    recorded(over(of("base", "start"), taken.echo), {
      id: "init.boot",
      what: `init: start to \`${DONE}\`, over the bare echo`,
      unit: "ms",
      most: 30,
      tolerance: 2,
      against: "reference.echo",
      original: "140 ms",
    }),
    recorded(over(of("peer", "start"), taken.echo), {
      id: "init.boot.peer",
      what: `reference: the same, ${PEER}`,
      unit: "ms",
    }),
    recorded([await programs(base, image, "/init", DONE)], {
      id: "init.programs",
      what: "init: programs started during a boot",
      unit: "count",
      most: 15,
      tolerance: 1,
      original: "281",
    }),
    recorded([await programs(s6, peer, "/peer.sh", PEER_DONE)], {
      id: "init.programs.peer",
      what: `reference: the same, ${PEER}`,
      unit: "count",
    }),
    recorded(over(of("base", "cpu"), taken.sleep), {
      id: "init.cpu",
      what: "init: CPU of a boot, over that of a bare `sleep`",
      unit: "ms",
      most: 35,
      tolerance: 2,
      against: "reference.echo",
      original: "190 ms, the runtime's own included",
    }),
    recorded(over(of("peer", "cpu"), taken.sleep), {
      id: "init.cpu.peer",
      what: `reference: the same, ${PEER}`,
      unit: "ms",
    }),
    recorded(
      of("base", "memory").map(kilobytes => kilobytes / 1000),
      {
        id: "init.memory",
        what: "init: memory of all its processes when idle (PSS)",
        unit: "MB",
        most: 3,
        tolerance: 1.1,
        original: "3.9 MB in 9 processes",
      },
    ),
    recorded([cron.memory / 1000], {
      id: "init.memory.cron",
      what: "init: the same with a crontab, Debian's cron running",
      unit: "MB",
      tolerance: 1.1,
    }),
    recorded([idleBase.cpu], {
      id: "init.idle",
      what: `init: CPU in ${IDLE_SECONDS} s when idle`,
      unit: "ms",
      most: 0,
      tolerance: 1,
      original: "0",
    }),
    recorded(over(of("base", "stop"), taken.trap), {
      id: "init.stop",
      what: "init: `docker stop`, over that of a shell that ends at TERM",
      unit: "ms",
      most: 60,
      original: "3100 ms",
    }),
    recorded(over(of("peer", "stop"), taken.trap), {
      id: "init.stop.peer",
      what: `reference: the same, ${PEER}`,
      unit: "ms",
    }),
    recorded(over(taken.files, taken.empty), {
      id: "init.files",
      what: "init: added to a boot by 100,000 files in `/config`, all rightly owned",
      unit: "ms",
      most: 5,
    }),
    recorded([await binarySize(image)], {
      id: "init.binary",
      what: "init: the binary, static, stripped",
      unit: "MB",
      most: 2.5,
      tolerance: 1.05,
    }),
  ];
}

type Life = { start: number; cpu: number; memory: number; stop: number };

/** Milliseconds of start, CPU and stop, kB of memory. */
async function life(options: ContainerCreateOptions, done: string): Promise<Life> {
  await using subject = await Subject.create(options);
  const start = await subject.startUntil(done);
  const cpu = await subject.settledCpu();
  const memory = await subject.memory(command => !command.startsWith("sleep"));
  return { start, cpu, memory, stop: await subject.stop() };
}

/** Milliseconds until a line stands in a container's output. */
export async function startTime(options: ContainerCreateOptions, line: string): Promise<number> {
  await using subject = await Subject.create(options);
  return await subject.startUntil(line);
}

/** kB of memory, and milliseconds of CPU in {@link IDLE_SECONDS}. */
async function idle(options: ContainerCreateOptions): Promise<{ memory: number; cpu: number }> {
  await using subject = await Subject.create(options);
  await subject.startUntil(DONE);
  const before = await subject.settledCpu();
  await delay(IDLE_SECONDS * 1000);
  return { cpu: (await subject.cpu()) - before, memory: await subject.memory() };
}

/** Successful execve(2) until the boot is done, the first process's own included, counted by ptrace(2). */
async function programs(
  options: ContainerCreateOptions,
  image: string,
  entry: string,
  done: string,
): Promise<number> {
  await using subject = await Subject.create({
    ...options,
    Image: image,
    // With -D the tracer is the child, and process 1 becomes what is traced.
    Entrypoint: ["strace", "-D", "-f", "-qq", "-e", "trace=execve,execveat", "-o", "/trace", entry],
    HostConfig: { CapAdd: ["SYS_PTRACE"] },
  });
  await subject.startUntil(done);
  await subject.settledCpu();
  return Number(await subject.exec("grep", "-cE", "execve(at)?\\(.* = 0$", "/trace"));
}

async function binarySize(image: string): Promise<number> {
  const size = await output("docker", ["run", "--rm", "--entrypoint", "stat", image, "-c", "%s", "/init"]);
  return Number(size) / 1e6;
}

async function makeVolumes(
  image: string,
): Promise<AsyncDisposable & { names: Record<keyof typeof VOLUMES, string> }> {
  const names: Record<string, string> = {};
  for (const [name, script] of Object.entries(VOLUMES)) {
    const volume = `porthole-bench-${name}`;
    names[name] = volume;
    await output("docker", ["volume", "rm", "--force", volume]);
    const run = ["run", "--rm", "--volume", `${volume}:/config`, "--entrypoint", "bash", image, "-c"];
    await output("docker", [...run, script]);
  }
  return {
    names: names as Record<keyof typeof VOLUMES, string>,
    async [Symbol.asyncDispose]() {
      await output("docker", ["volume", "rm", "--force", ...Object.values(names)]);
    },
  };
}

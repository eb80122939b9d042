import { readFile } from "node:fs/promises";
import { setTimeout as delay } from "node:timers/promises";
import { connectEngine } from "@porthole/engine";
import type Docker from "dockerode";
import type { Container, ContainerCreateOptions } from "dockerode";

let connected: ReturnType<typeof connectEngine> | undefined;

async function engine(): Promise<Docker> {
  connected ??= connectEngine();
  return (await connected).docker;
}

/** A container that is measured from outside, as the engine and the kernel see it. Removed at the end of its block. */
export class Subject implements AsyncDisposable {
  private readonly container: Container;

  private constructor(container: Container) {
    this.container = container;
  }

  /** Creates it, without network and health check unless the options say otherwise. */
  static async create(options: ContainerCreateOptions): Promise<Subject> {
    const docker = await engine();
    const container = await docker.createContainer({
      Healthcheck: { Test: ["NONE"] },
      ...options,
      Labels: { "porthole.bench": "subject" },
      HostConfig: { NetworkMode: "none", ...options.HostConfig },
    });
    return new Subject(container);
  }

  /** Starts it; milliseconds from asking the engine until `text` stands in its output. @throws where it never does */
  async startUntil(text: string): Promise<number> {
    const output = await this.container.attach({ stream: true, stdout: true, stderr: true });
    const began = performance.now();
    const { promise, resolve, reject } = Promise.withResolvers<number>();
    const timer = setTimeout(() => reject(new Error(`"${text}" never came; there came:\n${seen}`)), 60_000);
    let seen = "";
    output.on("data", (chunk: Buffer) => {
      seen += chunk.toString();
      if (seen.includes(text)) resolve(performance.now() - began);
    });
    output.once("error", reject);
    await this.container.start();
    return promise.finally(() => {
      clearTimeout(timer);
      output.removeAllListeners();
      (output as unknown as { destroy(): void }).destroy();
    });
  }

  /** Starts it. */
  async start(): Promise<void> {
    await this.container.start();
  }

  /** Milliseconds of CPU it has used so far. */
  async cpu(): Promise<number> {
    const stats = await this.container.stats({ stream: false, "one-shot": true });
    return stats.cpu_stats.cpu_usage.total_usage / 1e6;
  }

  /** Milliseconds of CPU once it uses no more. @throws where it is still busy after ten seconds */
  async settledCpu(): Promise<number> {
    let last = await this.cpu();
    for (let waited = 0; waited < 10_000; waited += 200) {
      await delay(200);
      const now = await this.cpu();
      if (now === last) return now;
      last = now;
    }
    throw new Error("the container does not come to rest");
  }

  /** Proportional set size of its processes in kB, those that `counts` takes by their command lines. @throws without root */
  async memory(counts = (_command: string) => true): Promise<number> {
    const { Titles, Processes } = (await this.container.top()) as { Titles: string[]; Processes: string[][] };
    const [pid, command] = [Titles.indexOf("PID"), Titles.indexOf("CMD")];
    const taken = Processes.filter(fields => counts(fields[command] ?? ""));
    const sizes = await Promise.all(taken.map(fields => proportionalSize(Number(fields[pid]))));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  /** Asks the engine to stop it; milliseconds until that is done. */
  async stop(): Promise<number> {
    const began = performance.now();
    await this.container.stop();
    return performance.now() - began;
  }

  /** Runs a command inside and returns what it printed. @throws where it exits other than 0 */
  async exec(...command: string[]): Promise<string> {
    const exec = await this.container.exec({ Cmd: command, AttachStdout: true, AttachStderr: true });
    const stream = await exec.start({});
    const parts: Buffer[] = [];
    this.container.modem.demuxStream(
      stream,
      { write: (part: Buffer) => void parts.push(part) },
      { write: (part: Buffer) => void parts.push(part) },
    );
    await new Promise(resolve => stream.once("close", resolve));
    const { ExitCode } = await exec.inspect();
    const text = Buffer.concat(parts).toString();
    if (ExitCode !== 0) throw new Error(`${command.join(" ")} exited ${ExitCode}: ${text}`);
    return text;
  }

  /** The engine's name for it. */
  get id(): string {
    return this.container.id;
  }

  /** Its address in a network. */
  async address(network: string): Promise<string> {
    return (await this.container.inspect()).NetworkSettings.Networks[network]?.IPAddress ?? "";
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.container.remove({ force: true, v: true });
  }
}

async function proportionalSize(pid: number): Promise<number> {
  const file = `/proc/${pid}/smaps_rollup`;
  const text = await readFile(file, "utf8").catch(error => {
    throw new Error(`The memory of a container's processes stands in ${file}; run the bench as root.`, {
      cause: error,
    });
  });
  return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1]);
}

/** A network of its own, removed at the end of its block. */
export class Network implements AsyncDisposable {
  readonly name: string;
  /** Of its four numbers the first two. */
  readonly prefix: string;

  private constructor(name: string, prefix: string) {
    this.name = name;
    this.prefix = prefix;
  }

  /** Makes it, in place of what an earlier run left. */
  static async create(name: string): Promise<Network> {
    const docker = await engine();
    await docker
      .getNetwork(name)
      .remove()
      .catch(() => undefined);
    const network = await docker.createNetwork({ Name: name, Driver: "bridge" });
    const { IPAM } = await network.inspect();
    const [first, second] = (IPAM?.Config?.[0]?.Subnet ?? "").split(".");
    return new Network(name, `${first}.${second}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await (await engine()).getNetwork(this.name).remove();
  }
}

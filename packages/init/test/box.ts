import { execFile, spawn } from "node:child_process";
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { HealthReport } from "@porthole/contract";
import { baseImage } from "./base-image.ts";

/** What a command printed, and how it ended. */
export type Result = { code: number; stdout: string; stderr: string };

/** A container for one test. `files` maps paths to contents; a text that begins with `#!` is made executable. */
export type BoxOptions = {
  files?: Record<string, string | { text: string; mode: number }>;
  env?: Record<string, string>;
  /** Options of `docker create`. */
  options?: string[];
  command?: string[];
  /** Default: the base. */
  image?: string;
};

/** Runs docker and returns what came of it, whatever the exit code. */
export function docker(...args: string[]): Promise<Result> {
  return new Promise(resolve => {
    execFile("docker", args, { maxBuffer: 1 << 28 }, (error, stdout, stderr) => {
      const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
      resolve({ code, stdout, stderr });
    });
  });
}

/** Builds an image from the text of a Dockerfile and returns its tag. */
export async function buildImage(tag: string, dockerfile: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "porthole-image-"));
  try {
    await writeFile(join(folder, "Dockerfile"), dockerfile);
    const built = await docker("build", "--tag", tag, folder);
    if (built.code !== 0) throw new Error(built.stderr);
  } finally {
    await rm(folder, { recursive: true });
  }
  return tag;
}

/** A container that is removed at the end of its block. */
export class Box implements AsyncDisposable {
  readonly id: string;

  private constructor(id: string) {
    this.id = id;
  }

  /** Creates it with its files in place, not yet started. */
  static async create(options: BoxOptions = {}): Promise<Box> {
    const env = Object.entries(options.env ?? {}).flatMap(([name, value]) => ["--env", `${name}=${value}`]);
    const created = await docker(
      "create",
      "--label=porthole.test=init",
      ...env,
      ...(options.options ?? []),
      options.image ?? (await baseImage()),
      ...(options.command ?? []),
    );
    if (created.code !== 0) throw new Error(created.stderr);
    const box = new Box(created.stdout.trim());
    await box.put(options.files ?? {});
    return box;
  }

  /** Creates and starts it, and waits until it is ready. */
  static async ready(options: BoxOptions = {}): Promise<Box> {
    const box = await Box.create(options);
    await box.start();
    const waited = await box.exec("porthole-init", "wait", "--timeout", "20");
    if (waited.code !== 0) {
      const logs = await box.logs();
      await box[Symbol.asyncDispose]();
      throw new Error(`not ready: ${waited.stdout}${logs.stdout}${logs.stderr}`);
    }
    return box;
  }

  /** Runs it to its end with its output caught. */
  static async run(options: BoxOptions = {}): Promise<Result> {
    await using box = await Box.create(options);
    return await docker("start", "--attach", box.id);
  }

  async start(): Promise<void> {
    const started = await docker("start", this.id);
    if (started.code !== 0) throw new Error(started.stderr);
  }

  exec(...command: string[]): Promise<Result> {
    return docker("exec", this.id, ...command);
  }

  /** Runs a line in a shell inside and returns what it printed, trimmed. */
  async shell(line: string): Promise<string> {
    return (await this.exec("sh", "-c", line)).stdout.trim();
  }

  logs(): Promise<Result> {
    return docker("logs", this.id);
  }

  /** Waits until the log holds a text. */
  async logged(text: string, milliseconds = 20_000): Promise<void> {
    const follow = spawn("docker", ["logs", "--follow", this.id]);
    let seen = "";
    const found = new Promise<boolean>(resolve => {
      const look = (chunk: Buffer) => {
        seen += chunk.toString();
        if (seen.includes(text)) resolve(true);
      };
      follow.stdout.on("data", look);
      follow.stderr.on("data", look);
      follow.on("close", () => resolve(seen.includes(text)));
      setTimeout(() => resolve(false), milliseconds).unref();
    });
    const result = await found;
    follow.kill();
    if (!result) throw new Error(`"${text}" never came; the log holds:\n${seen}`);
  }

  async health(): Promise<HealthReport> {
    return JSON.parse((await this.exec("porthole-init", "health", "--json")).stdout) as HealthReport;
  }

  /** Stops it: seconds taken and the container's exit code. */
  async stop(): Promise<{ seconds: number; code: number }> {
    const begin = performance.now();
    await docker("stop", this.id);
    return { seconds: (performance.now() - begin) / 1000, code: await this.exitCode() };
  }

  /** Waits until it has ended by itself. */
  async exitCode(): Promise<number> {
    return Number((await docker("wait", this.id)).stdout);
  }

  async isRunning(): Promise<boolean> {
    return (await docker("inspect", "--format", "{{.State.Running}}", this.id)).stdout.trim() === "true";
  }

  /** Copies files in, owned by root. */
  async put(files: NonNullable<BoxOptions["files"]>): Promise<void> {
    if (Object.keys(files).length === 0) return;
    const folder = await mkdtemp(join(tmpdir(), "porthole-init-"));
    try {
      for (const [path, content] of Object.entries(files)) {
        const target = join(folder, path);
        const { text, mode } =
          typeof content === "string"
            ? { text: content, mode: content.startsWith("#!") ? 0o755 : 0o644 }
            : content;
        await mkdir(dirname(target), { recursive: true });
        if (text.startsWith("-> ")) {
          await symlink(text.slice(3), target);
        } else {
          await writeFile(target, text);
          await chmod(target, mode);
        }
      }
      await chmod(folder, 0o755);
      const copied = await docker("cp", `${folder}/.`, `${this.id}:/`);
      if (copied.code !== 0) throw new Error(copied.stderr);
    } finally {
      await rm(folder, { recursive: true });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await docker("rm", "--force", "--volumes", this.id);
  }
}

import { spawn } from "node:child_process";
import { readFile } from "node:fs/promises";
import { userInfo } from "node:os";
import { PassThrough } from "node:stream";
import { PortholeError } from "@porthole/contract";
import type { Engine } from "@porthole/engine";
import { buildError } from "./build-error.ts";
import { LineCutter, type StepLog } from "./events.ts";

/** Where Debian's packages come from unless told otherwise. */
export const DEFAULT_MIRROR = "http://deb.debian.org/debian";
const SECURITY_MIRROR = "http://deb.debian.org/debian-security";

/** Options every `apt-get` of a build gets: give up on a dead mirror after about a minute, add nothing unasked. */
export const APT_OPTIONS: readonly string[] = [
  "Acquire::Retries=2",
  "Acquire::http::Timeout=20",
  "Acquire::https::Timeout=20",
  "Acquire::Languages=none",
  "APT::Update::Error-Mode=any",
  "APT::Install-Recommends=false",
  "APT::Install-Suggests=false",
  "Dpkg::Use-Pty=0",
];

/** What images leave out of every package: manuals and translations; licences stay. */
const LEFT_OUT: readonly string[] = [
  "path-exclude=/usr/share/doc/*",
  "path-include=/usr/share/doc/*/copyright",
  "path-exclude=/usr/share/man/*",
  "path-exclude=/usr/share/info/*",
  "path-exclude=/usr/share/groff/*",
  "path-exclude=/usr/share/lintian/*",
  "path-exclude=/usr/share/locale/*/LC_MESSAGES/*",
];

/** One-line-style sources of a suite: main, updates, security. */
export function aptSources(suite: string, mirror: string = DEFAULT_MIRROR): string[] {
  const security =
    mirror === DEFAULT_MIRROR ? SECURITY_MIRROR : mirror.replace(/\/debian\/?$/, "/debian-security");
  return [
    `deb ${mirror} ${suite} main`,
    `deb ${mirror} ${suite}-updates main`,
    `deb ${security} ${suite}-security main`,
  ];
}

/** What a root filesystem depends on, for its hash. */
export function bootstrapInputs(suite: string): unknown {
  return { suite, arch: process.arch, leftOut: LEFT_OUT, finish: finishScript(suite) };
}

/** Runs at the end with the new root as `$1`: Debian's own mirror whatever the build used, and no logs. */
function finishScript(suite: string): string {
  const sources = aptSources(suite).map(line => `'${line}'`);
  return [
    'rm -f "$1"/etc/apt/sources.list "$1"/etc/apt/sources.list.d/*',
    `printf '%s\\n' ${sources.join(" ")} > "$1"/etc/apt/sources.list`,
    'rm -rf "$1"/var/log/apt/* "$1"/var/log/dpkg.log "$1"/var/log/bootstrap.log "$1"/var/cache/*/*',
  ].join(" && ");
}

/**
 * Bootstraps a minimal Debian root filesystem with mmdebstrap and imports it as `tag`.
 *
 * @throws PortholeError `mirror-unreachable`, `mmdebstrap-missing`, `build-failed`, or the signal's reason.
 */
export async function bootstrapDebian(
  engine: Engine,
  options: { suite: string; mirror: string; tag: string; signal?: AbortSignal | undefined; log: StepLog },
): Promise<void> {
  const { suite, mirror, tag, signal, log } = options;
  const [program = "", ...before] = await bootstrapCommand();
  const child = spawn(
    program,
    [
      ...before,
      "--variant=minbase",
      "--include=ca-certificates",
      "--format=tar",
      ...APT_OPTIONS.map(option => `--aptopt=${option.replace("=", ' "')}"`),
      ...LEFT_OUT.map(option => `--dpkgopt=${option}`),
      `--customize-hook=${finishScript(suite)}`,
      suite,
      "-",
      ...aptSources(suite, mirror),
    ],
    { stdio: ["ignore", "pipe", "pipe"], ...(signal ? { signal } : {}) },
  );
  const cutter = new LineCutter(log);
  child.stderr.on("data", (chunk: Buffer) => cutter.push(chunk));
  const exited = new Promise<number>((resolve, reject) => {
    child.once("error", error => {
      // When stopped, it still takes away what it made; "close" comes after that.
      if (error.name !== "AbortError") {
        reject(error);
      }
    });
    child.once("close", code => resolve(code ?? 1));
  });
  // The import must not see the end of a root filesystem that was cut short.
  const body = new PassThrough();
  child.stdout.pipe(body, { end: false });
  const [repo, version] = tag.split(":");
  const imported = engine.docker
    .importImage(body, { repo, tag: version })
    .then(stream => drain(stream))
    .catch((error: unknown) => error);
  let code: number;
  try {
    code = await exited;
  } catch (cause) {
    body.destroy();
    signal?.throwIfAborted();
    throw new PortholeError({
      kind: "unsupported",
      id: "mmdebstrap-missing",
      what: "mmdebstrap, which makes the root filesystem, could not be started.",
      why: cause instanceof Error ? cause.message : String(cause),
      todo: "Install it with:\n  sudo apt-get install mmdebstrap",
      cause,
    });
  }
  if (code !== 0) {
    body.destroy();
    signal?.throwIfAborted();
    throw buildError(`bootstrap ${suite}`, code, cutter.last);
  }
  body.end();
  const failure = await imported;
  if (failure !== undefined) {
    throw buildError(`import ${suite}`, 1, [String(failure)]);
  }
}

/**
 * How mmdebstrap gets to be root: as it is, in a user namespace, or through sudo.
 *
 * A user namespace needs `newuidmap` (package uidmap), a range in /etc/subuid, and a kernel that allows it.
 */
async function bootstrapCommand(): Promise<string[]> {
  if (process.geteuid?.() === 0) {
    return ["mmdebstrap", "--mode=root"];
  }
  const { username: name, gid } = userInfo();
  const ranges = await readFile("/etc/subuid", "utf8").catch(() => "");
  const mapped = ranges.split("\n").some(line => line.startsWith(`${name}:`));
  // newuidmap refuses a process whose group is not the user's own, as under `sg docker`.
  const ownGroup = process.getegid?.() === gid;
  if (mapped && ownGroup && (await succeeds("command -v newuidmap && unshare --user true"))) {
    return ["mmdebstrap", "--mode=unshare"];
  }
  return ["sudo", "mmdebstrap", "--mode=root"];
}

/** Whether a shell line ends well. */
function succeeds(line: string): Promise<boolean> {
  const child = spawn("/bin/sh", ["-c", line], { stdio: "ignore" });
  return new Promise(resolve => {
    child.once("error", () => resolve(false));
    child.once("close", code => resolve(code === 0));
  });
}

/** Reads the engine's answer to its end and throws what it reports as an error. */
async function drain(stream: NodeJS.ReadableStream): Promise<undefined> {
  for await (const chunk of stream) {
    const match = String(chunk).match(/"error":"([^"]+)"/);
    if (match) {
      throw new Error(match[1]);
    }
  }
  return undefined;
}

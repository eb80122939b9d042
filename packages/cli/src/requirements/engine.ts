import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PortholeError } from "@porthole/contract";
import { connectEngine, hasSystemd, startEngine, startEngineCommands } from "@porthole/engine";
import { makeFolder } from "@porthole/fleet";
import { findProgram } from "./machine.ts";
import type { Fix, Machine, Probe, Requirement } from "./requirement.ts";

/** The container engine: reachable, or Docker Engine from Debian's packages. */
export function engineRequirement(machine: Machine): Requirement {
  return { id: "engine", title: "Container engine", probe: () => probe(machine) };
}

async function probe(machine: Machine): Promise<Probe> {
  try {
    machine.engine = await connectEngine();
    const version = await machine.engine.docker.version();
    return { ok: true, detail: `${version.Version} at ${machine.engine.endpoint.url}` };
  } catch (error) {
    if (!(error instanceof PortholeError) || error.id !== "engine-unreachable") {
      throw error;
    }
    if (process.env.DOCKER_HOST) {
      return { ok: false, detail: error.why ?? error.message, fix: undefined, todo: error.todo ?? "" };
    }
    return unreachable(machine);
  }
}

function unreachable(machine: Machine): Probe {
  const installed = findProgram("dockerd") !== undefined;
  const logs = join(machine.home.state, "logs");
  const logFile = join(logs, "dockerd.log");
  const asRoot = machine.asRoot ?? ["sudo"];
  const fix: Fix = {
    packages: installed ? [] : enginePackages(),
    step: {
      text: "Starting Docker Engine",
      commands: startEngineCommands(asRoot, logFile),
      run: async () => {
        await makeFolder(logs, machine.home.owner, 0o700);
        machine.started = await startEngine({ asRoot, logFile });
        machine.engine = machine.started.engine;
      },
    },
  };
  return {
    ok: false,
    detail: installed ? "Docker Engine is installed but does not run." : "Docker Engine is not installed.",
    fix,
    todo: installed
      ? `Start it:\n  ${startEngineCommands(asRoot, logFile).join("\n  ")}`
      : "Install Docker Engine as https://docs.docker.com/engine/install/ says, and start it.",
  };
}

/** Docker Engine, and what it needs of its recommendations on this kernel. */
function enginePackages(): string[] {
  const cgroups =
    hasSystemd() || ["memory", "cgroup.controllers"].some(f => existsSync(`/sys/fs/cgroup/${f}`));
  const apparmor = kernelHasApparmor() && findProgram("apparmor_parser") === undefined;
  return ["docker.io", ...(cgroups ? [] : ["cgroupfs-mount"]), ...(apparmor ? ["apparmor"] : [])];
}

function kernelHasApparmor(): boolean {
  try {
    return readFileSync("/sys/module/apparmor/parameters/enabled", "utf8").startsWith("Y");
  } catch {
    return false;
  }
}

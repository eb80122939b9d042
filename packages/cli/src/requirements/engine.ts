import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { PortholeError } from "@porthole/contract";
import { connectEngine, engineError, hasSystemd, startEngine, startEngineCommands } from "@porthole/engine";
import { makeFolder } from "@porthole/fleet";
import { joinCommand, mustJoinGroup } from "../docker-group.ts";
import { runAsRoot } from "./install.ts";
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
    const id = error instanceof PortholeError ? error.id : "";
    if (id === "engine-no-permission" && mustJoinGroup()) {
      return forbidden(error as PortholeError);
    }
    if (id !== "engine-unreachable") {
      throw error;
    }
    if (process.env.DOCKER_HOST) {
      const { why, message, todo } = error as PortholeError;
      return { ok: false, detail: why ?? message, fix: undefined, todo: todo ?? "" };
    }
    return unreachable(machine);
  }
}

function forbidden(error: PortholeError): Probe {
  return {
    ok: false,
    detail: error.message,
    fix: {
      packages: [],
      step: { text: "Letting you use Docker Engine", commands: [joinCommand().join(" ")], run: joinGroup },
    },
    todo: error.todo ?? "",
  };
}

function unreachable(machine: Machine): Probe {
  const installed = findProgram("dockerd") !== undefined;
  const logs = join(machine.home.state, "logs");
  const logFile = join(logs, "dockerd.log");
  const asRoot = machine.asRoot ?? ["sudo"];
  const commands = startEngineCommands(asRoot, logFile);
  const fix: Fix = {
    packages: installed ? [] : enginePackages(),
    step: {
      text: "Starting Docker Engine",
      commands: mustJoinGroup() ? [...commands, joinCommand().join(" ")] : commands,
      run: async () => {
        await makeFolder(logs, machine.home.owner, 0o700);
        machine.started = await startEngine({ asRoot, logFile });
        if (machine.started.engine) {
          machine.engine = machine.started.engine;
        } else {
          await joinGroup();
        }
      },
    },
  };
  return {
    ok: false,
    detail: installed ? "Docker Engine is installed but does not run." : "Docker Engine is not installed.",
    fix,
    todo: installed
      ? `Start it:\n  ${commands.join("\n  ")}`
      : "Install Docker Engine as https://docs.docker.com/engine/install/ says, and start it.",
  };
}

/** Ends this process's part: a session sees a new group only when it begins, and `main` begins one. */
async function joinGroup(): Promise<never> {
  if (mustJoinGroup()) {
    await runAsRoot(joinCommand());
  }
  throw engineError(
    Object.assign(new Error("This session began before you joined the group."), { code: "EACCES" }),
  );
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

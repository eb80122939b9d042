import { hasSystemd } from "@porthole/engine";
import { requirements } from "../requirements/index.ts";
import { type Finding, finding, fine, type Patient } from "./check.ts";

/** Every requirement a command may have; fills in `machine.engine` on the way. */
export async function checkRequirements({ machine }: Patient): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const requirement of requirements(machine, ["engine", "mmdebstrap", "chromium", "firefox"])) {
    const { id, title } = requirement;
    try {
      const probe = await requirement.probe();
      const level = id === "engine" ? "fail" : "warn";
      findings.push(
        probe.ok ? fine(id, title, probe.detail) : finding(level, id, title, probe.detail, todoOf(probe)),
      );
    } catch (error) {
      // The engine forbids it, or DOCKER_HOST is not understood.
      const todo = error instanceof Error && "todo" in error ? String(error.todo) : "";
      findings.push(finding("fail", id, title, error instanceof Error ? error.message : String(error), todo));
    }
  }
  return [...findings, ...(await checkApi({ machine }))];
}

/** Debian 12's engine speaks 1.41, which is all Porthole needs. */
async function checkApi({ machine }: Pick<Patient, "machine">): Promise<Finding[]> {
  if (!machine.engine) {
    return [];
  }
  const version = await machine.engine.docker.version();
  const [major = 0, minor = 0] = version.ApiVersion.split(".").map(Number);
  const detail = `version ${version.ApiVersion}`;
  return [
    major > 1 || minor >= 41
      ? fine("engine-api", "Engine API", detail)
      : finding(
          "fail",
          "engine-api",
          "Engine API",
          detail,
          "Update the engine: version 1.41 (Docker 20.10) or later.",
        ),
  ];
}

function todoOf(probe: {
  fix: { packages: string[]; step?: { commands: string[] } } | undefined;
  todo: string;
}): string {
  if (!probe.fix) {
    return probe.todo;
  }
  const { packages, step } = probe.fix;
  const install = packages.length > 0 ? [`sudo apt-get install ${packages.join(" ")}`] : [];
  const started = packages.length > 0 && hasSystemd() ? [] : (step?.commands ?? []);
  return [
    "Porthole does this when it needs it, or you do:",
    ...[...install, ...started].map(c => `  ${c}`),
  ].join("\n");
}

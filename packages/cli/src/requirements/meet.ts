import { PortholeError } from "@porthole/contract";
import type { Progress } from "../progress.ts";
import { askYesNo } from "./ask.ts";
import { installPackages, packageCommands } from "./install.ts";
import type { Fix, Machine, Probe, Requirement } from "./requirement.ts";

/** How consent is given. */
export type Consent = {
  /** Given beforehand. */
  yes: boolean;
  /** Somebody is there to ask. */
  interactive: boolean;
};

/** Consent as given on the command line (`--yes`), in PORTHOLE_YES, or to be asked for at the terminal. */
export function consentFrom(yes: boolean | undefined, env: NodeJS.ProcessEnv = process.env): Consent {
  return {
    yes: Boolean(yes) || env.PORTHOLE_YES === "1",
    interactive: Boolean(process.stdin.isTTY && process.stderr.isTTY),
  };
}

/**
 * Sees to it that the machine has everything in `requirements`: lists all that is missing, asks once, installs and
 * starts it. Nothing is changed without consent.
 *
 * @throws PortholeError `requirement-missing`, `consent-needed`, `install-failed`, `engine-start-failed`
 */
export async function meet(
  machine: Machine,
  requirements: readonly Requirement[],
  consent: Consent,
  progress: Progress,
): Promise<void> {
  const probes = await Promise.all(requirements.map(async r => ({ requirement: r, probe: await r.probe() })));
  const missing = probes.flatMap(({ requirement, probe }) => (probe.ok ? [] : [{ requirement, probe }]));
  if (missing.length === 0) {
    return;
  }
  const fixes = missing.map(({ probe }) => fixFor(machine, probe));
  const packages = [...new Set(fixes.flatMap(fix => fix.packages))];
  const asRoot = machine.asRoot ?? ["sudo"];
  const commands = [
    ...(packages.length > 0 ? packageCommands(asRoot, packages) : []),
    ...fixes.flatMap(fix => fix.step?.commands ?? []),
  ];
  await agree(machine, missing, commands, consent, progress);
  if (packages.length > 0) {
    await installPackages(asRoot, packages, progress);
  }
  for (const { step } of fixes) {
    if (step) {
      progress.start("fix", step.text);
      await step.run();
      progress.end("fix");
    }
  }
}

type Missing = { requirement: Requirement; probe: Extract<Probe, { ok: false }> };

function fixFor(machine: Machine, probe: Missing["probe"]): Fix {
  const { fix } = probe;
  if (!fix || (fix.packages.length > 0 && !machine.apt)) {
    throw new PortholeError({
      kind: "unsupported",
      id: "requirement-missing",
      what: probe.detail,
      why: fix ? "Porthole installs Debian's packages only, and this system has no apt-get." : undefined,
      todo: probe.todo,
    });
  }
  return fix;
}

async function agree(
  machine: Machine,
  missing: readonly Missing[],
  commands: readonly string[],
  consent: Consent,
  progress: Progress,
): Promise<void> {
  const reasons = missing.map(({ probe }) => probe.detail).join(" ");
  const list = commands.map(command => `  ${command}`).join("\n");
  if (machine.asRoot === undefined || (!consent.yes && !consent.interactive)) {
    throw new PortholeError({
      kind: "state",
      id: "consent-needed",
      what: reasons,
      why: machine.asRoot
        ? "Nobody is there to ask, so nothing was changed."
        : "You are not root and there is no sudo, so nothing was changed.",
      todo: `Run these${machine.asRoot ? ", or repeat the command with --yes" : " as root"}:\n${list}`,
    });
  }
  progress.note(`${reasons}\nPorthole runs:\n${list}`);
  if (!consent.yes && !(await askYesNo("Go on?"))) {
    throw new PortholeError({
      kind: "state",
      id: "consent-needed",
      what: reasons,
      why: "You said no, so nothing was changed.",
      todo: `Run these yourself:\n${list}`,
    });
  }
}

import { openCatalog } from "../context.ts";
import type { Finding } from "../doctor/check.ts";
import { checkDisk } from "../doctor/disk.ts";
import { checkRequirements } from "../doctor/engine.ts";
import { checkCa, checkGpu, checkShm } from "../doctor/host.ts";
import { checkPorts } from "../doctor/ports.ts";
import { paint, say, sayJson } from "../output.ts";
import { thisMachine } from "../requirements/index.ts";

const MARKS = { ok: ["green", "OK  "], warn: ["yellow", "WARN"], fail: ["red", "FAIL"] } as const;

/** Looks at everything apps depend on; each line says OK or what to do. Exit code 1 where something must be done. */
export async function runDoctor(flags: { json?: boolean }): Promise<void> {
  const patient = { machine: thisMachine(), catalog: await openCatalog() };
  // The engine first: the others ask it.
  const findings = await checkRequirements(patient);
  const rest = await Promise.all(
    [checkPorts, checkDisk, checkShm, checkGpu, checkCa].map(check => check(patient)),
  );
  findings.push(...rest.flat());
  process.exitCode = findings.some(finding => finding.level === "fail") ? 1 : 0;
  if (flags.json) {
    sayJson(findings);
    return;
  }
  for (const finding of findings) {
    print(finding);
  }
}

function print({ title, level, detail, todo }: Finding): void {
  const [style, mark] = MARKS[level];
  say(`${paint(style, mark)}  ${title.padEnd(26)} ${detail.split("\n").join("; ")}`);
  for (const line of todo?.split("\n") ?? []) {
    say(`      ${line}`);
  }
}

import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { PortholeError } from "@porthole/contract";
import { runAgainInGroup } from "../docker-group.ts";
import { onInterrupt } from "../interrupt.ts";
import { Progress } from "../progress.ts";
import {
  consentFrom,
  type Machine,
  meet,
  type RequirementId,
  requirements,
  thisMachine,
} from "../requirements/index.ts";
import { ROOT } from "../root.ts";
import { TEST_PARTS } from "../test-parts.ts";

/** Sets up what the checks need, runs them through `scripts/check.ts`, and stops the engine if it started one. */
export async function runTest(parts: readonly string[], flags: { yes?: boolean }): Promise<void> {
  using _ = onInterrupt();
  const script = join(ROOT, "scripts/check.ts");
  if (!existsSync(script)) {
    throw new PortholeError({
      kind: "unsupported",
      id: "checks-missing",
      what: "This copy of Porthole has no scripts/check.ts.",
      todo: "Run the tests in a full clone of the repository.",
    });
  }
  const needed = new Set(
    (parts.length > 0 ? parts : Object.keys(TEST_PARTS)).flatMap(part => TEST_PARTS[part] ?? []),
  );
  const machine = thisMachine();
  try {
    await prepare(machine, [...needed], flags);
    process.exitCode = await run(script, parts);
  } catch (error) {
    // The engine may have been started here though only a new session may use it.
    const again = machine.started ? await runAgainInGroup(process.argv.slice(2)) : undefined;
    if (again === undefined) {
      throw error;
    }
    process.exitCode = again;
  } finally {
    await machine.started?.stop();
  }
}

async function prepare(
  machine: Machine,
  ids: readonly RequirementId[],
  flags: { yes?: boolean },
): Promise<void> {
  using progress = new Progress();
  await meet(machine, requirements(machine, ids), consentFrom(flags.yes), progress);
}

async function run(script: string, parts: readonly string[]): Promise<number> {
  // Ctrl-C reaches the child too, as it is in the same process group; we wait until it has cleaned up.
  const child = spawn(process.execPath, [script, ...parts], { cwd: ROOT, stdio: "inherit" });
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  child.once("error", reject);
  child.once("close", (code, signal) => resolve(code ?? (signal === "SIGINT" ? 130 : 1)));
  return await promise;
}

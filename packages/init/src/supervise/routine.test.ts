import { expect, test } from "vitest";
import { type Outcome, type Routine, startRoutine } from "./routine.ts";
import { VirtualHost } from "./virtual-host.ts";

test.each([
  ["at once", false],
  ["after a program", true],
])("a routine that throws %s fails with what it threw", (_when, runsProgram) => {
  const host = new VirtualHost();
  const outcomes: Outcome[] = [];
  function* routine(): Routine {
    if (runsProgram) yield { argv: ["program"] };
    throw new Error("write /config/x: No space left on device");
  }
  startRoutine(routine(), host, outcome => outcomes.push(outcome));
  if (runsProgram) host.find("program").end();
  expect(outcomes).toEqual([{ code: 1, lastLines: [], problem: "write /config/x: No space left on device" }]);
});

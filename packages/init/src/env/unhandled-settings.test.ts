import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import { dumpEnvironment } from "./container-environment.ts";
import { unhandledSettings, wrongNumbers } from "./unhandled-settings.ts";

test("a setting without effect is named once; one that asks for nothing is not", () => {
  const files = new MemoryFiles();
  dumpEnvironment(files, [
    "S6_WAIT_FOR_CLOSING_FD=3",
    "S6_OTHER=0",
    "S6_VERBOSITY=1",
    "S6_MINE=x",
    "OTHER=1",
  ]);
  expect(unhandledSettings(files)).toEqual([
    "S6_MINE has no effect: it is no setting of this init",
    "S6_WAIT_FOR_CLOSING_FD has no effect: the init waits for no descriptor of the engine before it starts",
  ]);
});

test("a setting that has to be a number and is none is named with what is used", () => {
  const files = new MemoryFiles();
  dumpEnvironment(files, [
    "S6_KILL_GRACETIME=3s",
    "S6_VERBOSITY=2",
    "S6_LOGGING=",
    "PORTHOLE_STOP_TIMEOUT=-1",
  ]);
  expect(wrongNumbers(files)).toEqual([
    'PORTHOLE_STOP_TIMEOUT is "-1", which is no number; using 9000',
    'S6_KILL_GRACETIME is "3s", which is no number; using 3000',
  ]);
});

import { expect, test } from "vitest";
import { unhandledFiles } from "./unhandled.ts";

test("files that promise something and have no effect are named, helpers of a script are not", () => {
  expect(
    unhandledFiles("longrun", "/d/x", ["type", "run", "flag-newpidns", "up", "data", "helper.sh"]),
  ).toEqual([
    "/d/x/flag-newpidns has no effect: the service gets no process namespace of its own",
    "/d/x/up has no effect: a longrun has no such file",
  ]);
  expect(unhandledFiles("oneshot", "/d/y", ["type", "up", "run", "finish", "branding"])).toEqual([]);
});

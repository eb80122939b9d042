import { expect, test } from "vitest";
import { buildError } from "./build-error.ts";

test.each([
  ["E: Unable to locate package frobnicate", "package-unknown", /"frobnicate"/],
  [
    "Err:1 http://mirror.example Temporary failure resolving 'mirror.example'",
    "mirror-unreachable",
    /mirror\.example/,
  ],
  [
    "W: Failed to fetch http://x.example/dists  Could not connect to x.example:80",
    "mirror-unreachable",
    /x\.example/,
  ],
  ["dpkg: error: write: No space left on device", "disk-full", /disk is full/],
])("%s is reported as %s", (line, id, message) => {
  expect(buildError("step", 100, ["something before", line, "E: after"])).toMatchObject({
    id,
    message: expect.stringMatching(message),
    exitCode: 1,
  });
});

test("an unknown failure shows its exit code and last lines", () => {
  const error = buildError("tool: packages", 7, ["first", "", "sh: 3: frob: not found"]);
  expect(error).toMatchObject({ id: "build-failed", why: "first\nsh: 3: frob: not found" });
  expect(error.message).toContain("exit code 7");
});

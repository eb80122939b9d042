import { execFileSync } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { candidates } from "./candidates.ts";
import { createProgram } from "./program.ts";
import { MAIN, plainEnv, porthole } from "./testing/run.ts";

const names = {
  apps: async () => [
    { word: "clock", meaning: "Clock" },
    { word: "cloud", meaning: "Cloud" },
  ],
  images: async () => [{ word: "base", meaning: "Base" }],
};

async function words(...typed: string[]): Promise<string[]> {
  return (await candidates(createProgram(), typed, names)).map(candidate => candidate.word);
}

test.each([
  [["re"], ["restart"]],
  [
    ["up", ""],
    ["clock", "cloud"],
  ],
  [
    ["up", "--port", "1:2", "clo"],
    ["clock", "cloud"],
  ],
  [["up", "clock", ""], []],
  [["down", "clock", ""], ["cloud"]],
  [["up", "--la"], ["--lan"]],
  [["up", "--data", ""], []],
  [["image", "b"], ["build"]],
  [["image", "build", ""], ["base"]],
  [["completion", "z"], ["zsh"]],
  [["test", "types", "uni"], ["unit"]],
  [
    ["help", "do"],
    ["down", "doctor"],
  ],
  [["exec", "clock", "ls", ""], []],
])("%j may go on with %j", async (typed, expected) => {
  expect(await words(...typed)).toEqual(expected);
});

test("hidden commands are not offered", async () => {
  expect(await words("")).not.toContain("__complete");
});

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "porthole-completion-"));
  const shim = join(folder, "porthole");
  await writeFile(shim, `#!/bin/sh\nexec "${process.execPath}" "${MAIN}" "$@"\n`);
  await chmod(shim, 0o755);
});
afterAll(async () => {
  await rm(folder, { recursive: true });
});

test("bash completes with its script", async () => {
  const { stdout: script } = await porthole(["completion", "bash"]);
  const out = execFileSync(
    "bash",
    [
      "-c",
      `${script}\nCOMP_WORDS=(porthole image li); COMP_CWORD=2; _porthole; printf '%s\\n' "\${COMPREPLY[@]}"`,
    ],
    { env: plainEnv({ PATH: `${folder}:${process.env.PATH}` }), encoding: "utf8" },
  );
  expect(out).toBe("list\n");
});

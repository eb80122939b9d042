import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { tryEncoder } from "./trial.ts";

const TRIAL = { kind: "vaapi", device: "/dev/dri/renderD128", native: "/nowhere" };

/** What comes of a trial by a program of these lines. */
async function outcome(program: string): Promise<string | undefined> {
  await using folder = await mkdtempDisposable(join(tmpdir(), "porthole-trial-"));
  const entry = join(folder.path, "trial.mjs");
  await writeFile(entry, program);
  return tryEncoder(entry, TRIAL);
}

describe("a trial of an encoder", () => {
  it("has nothing to say where it works, and gives the reason where it does not", async () => {
    expect(await outcome("")).toBeUndefined();
    expect(await outcome('process.stdout.write("no such device"); process.exitCode = 1;')).toBe(
      "no such device",
    );
  });

  it("survives a driver that crashes", async () => {
    expect(await outcome('process.kill(process.pid, "SIGSEGV"); setInterval(() => {}, 1000);')).toBe(
      "its trial was ended by SIGSEGV",
    );
  });

  it("is told what to try", async () => {
    const told = await outcome(
      "process.stdout.write(process.argv.slice(2).join(' ')); process.exitCode = 1;",
    );
    expect(told).toBe(`try-encoder ${JSON.stringify(TRIAL)}`);
  });
});

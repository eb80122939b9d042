import { execFileSync, spawnSync } from "node:child_process";
import { chmod, copyFile, mkdir, mkdtemp, readdir, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { installedMatchesLock } from "./installed-matches-lock.ts";
import { plainEnv, REPOSITORY } from "./testing/run.ts";

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "porthole-launcher-"));
});
afterEach(async () => {
  await rm(folder, { recursive: true });
});

/** A clone in which nothing is installed, and a PATH with only what every Debian has. */
async function freshClone(): Promise<{ root: string; bin: string }> {
  const [root, bin] = [join(folder, "clone"), join(folder, "bin")];
  await mkdir(root);
  await mkdir(bin);
  await copyFile(join(REPOSITORY, "porthole"), join(root, "porthole"));
  await copyFile(join(REPOSITORY, "package.json"), join(root, "package.json"));
  await writeFile(join(root, "package-lock.json"), "{}\n");
  for (const tool of ["sh", "id", "sha256sum", "cut", "readlink", "uname", "ln", "env", "sed"]) {
    await symlink(execFileSync("which", [tool], { encoding: "utf8" }).trim(), join(bin, tool));
  }
  return { root, bin };
}

async function program(path: string, text: string): Promise<void> {
  await writeFile(path, `#!/bin/sh\n${text}\n`);
  await chmod(path, 0o755);
}

function launch(root: string, bin: string, words: string[], env: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(join(root, "porthole"), words, {
    env: { PATH: bin, HOME: folder, ...env },
    encoding: "utf8",
    stdio: ["ignore", "pipe", "pipe"],
  });
  return { status, stdout, stderr };
}

describe("on a fresh machine", () => {
  test("without consent: every command of the whole way, exit code 1, nothing changed", async () => {
    const { root, bin } = await freshClone();
    await program(join(bin, "apt-get"), `echo "$@" >> ${folder}/apt`);
    const { status, stdout, stderr } = launch(root, bin, ["up", "clock"]);
    expect({ status, stdout }).toEqual({ status: 1, stdout: "" });
    expect(stderr).toMatch(
      /Missing: npm, .*Node packages, mmdebstrap, (docker\.io, )?a running Docker Engine/,
    );
    expect(stderr).toMatch(/^ {4}(sudo )?apt-get install --yes --no-install-recommends npm/m);
    expect(stderr).toMatch(/ {4}cd .*clone && npm exec .*--package=node-linux-\w+@[\d.]+ .*-- npm ci\n/);
    expect(stderr).toContain("start Docker Engine");
    expect(stderr).toContain("[consent-needed]");
    expect((await readdir(root)).sort()).toEqual(["package-lock.json", "package.json", "porthole"]);
    expect(await readdir(folder)).not.toContain("apt");
  });

  test("a command that needs no engine asks for none", async () => {
    const { root, bin } = await freshClone();
    await program(join(bin, "apt-get"), "exit 1");
    expect(launch(root, bin, ["--version"]).stderr).not.toMatch(/[Dd]ocker|mmdebstrap/);
  });

  test("another distribution is told in words what to install", async () => {
    const { root, bin } = await freshClone();
    const { status, stderr } = launch(root, bin, ["up", "clock", "--yes"]);
    expect(status).toBe(1);
    expect(stderr).toMatch(/Fedora: +sudo dnf install npm libatomic/);
    expect(stderr).toContain("[requirement-missing]");
  });

  test("a --yes of a command inside a container is no consent", async () => {
    const { root, bin } = await freshClone();
    await program(join(bin, "apt-get"), "exit 1");
    expect(launch(root, bin, ["exec", "clock", "tool", "--yes"]).stderr).toContain("Nobody is there to ask");
    expect(launch(root, bin, ["up", "--", "--yes"]).stderr).toContain("Nobody is there to ask");
  });

  test("with consent: installs once, and again when the lock has changed", async () => {
    const { root, bin } = await freshClone();
    // Stands in for npm: leaves a "node" that tells what it was asked to run.
    const node = `mkdir -p node_modules/.bin
printf '#!/bin/sh\\necho "node $*"\\n' > node_modules/.bin/node; chmod 755 node_modules/.bin/node`;
    await program(
      join(bin, "npm"),
      `echo "npm $*" >> ${folder}/calls\ncase " $* " in *" ci "*) ;; *) exit 0 ;; esac\n${node}`,
    );
    await symlink("/bin/mkdir", join(bin, "mkdir"));
    await symlink("/bin/chmod", join(bin, "chmod"));
    await program(join(bin, "apt-get"), "exit 0");
    await program(join(bin, "sudo"), "exec $*");
    const calls = () =>
      execFileSync("sh", ["-c", `grep -c 'npm ci' ${folder}/calls || true`], { encoding: "utf8" }).trim();
    const expected = `node ${root}/packages/cli/src/main.ts status --json\n`;
    const first = launch(root, bin, ["status", "--json"], { PORTHOLE_YES: "1" });
    expect(first).toMatchObject({ status: 0 });
    // The first line is the check that this Node.js runs.
    expect(first.stdout).toBe(expected);
    expect(launch(root, bin, ["status", "--json"]).stdout).toBe(expected);
    expect(calls()).toBe("1");
    await writeFile(join(root, "package-lock.json"), '{ "changed": true }\n');
    await program(join(root, "node_modules/.bin/node"), 'case "$1" in *lock.ts) exit 1;; esac; echo old');
    expect(launch(root, bin, ["status", "--json"]).status).toBe(1);
    launch(root, bin, ["status", "--json"], { PORTHOLE_YES: "1" });
    expect(calls()).toBe("2");
  });
});

test("works through symbolic links and from any folder", async () => {
  const [first, second] = [join(folder, "first"), join(folder, "second")];
  await symlink(join(REPOSITORY, "porthole"), first);
  await symlink("first", second);
  const out = execFileSync(second, ["--version"], { cwd: "/", env: plainEnv(), encoding: "utf8" });
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
  const found = execFileSync("sh", ["-c", "second --version"], {
    cwd: "/",
    env: plainEnv({ PATH: `${folder}:${process.env.PATH}` }),
    encoding: "utf8",
  });
  expect(found).toBe(out);
});

describe("what npm installed by hand", () => {
  const entry = { version: "1.0.0" };
  async function installed(lock: object, record: object): Promise<boolean> {
    await mkdir(join(folder, "node_modules/a"), { recursive: true });
    await writeFile(join(folder, "package-lock.json"), JSON.stringify({ packages: lock }));
    await writeFile(join(folder, "node_modules/.package-lock.json"), JSON.stringify({ packages: record }));
    return installedMatchesLock(folder);
  }

  test("counts when it is what the lock asks for, packages for other machines aside", async () => {
    const other = { version: "1.0.0", optional: true };
    const lock = { "": {}, "packages/x": {}, "node_modules/a": entry, "node_modules/other": other };
    expect(await installed(lock, { "node_modules/a": entry })).toBe(true);
  });

  test("does not when a version differs, or a package or the record is missing", async () => {
    const lock = { "node_modules/a": entry };
    expect(await installed(lock, { "node_modules/a": { version: "1.0.1" } })).toBe(false);
    expect(await installed(lock, {})).toBe(false);
    expect(await installed({ "node_modules/gone": entry }, { "node_modules/gone": entry })).toBe(false);
    await rm(join(folder, "node_modules/.package-lock.json"));
    expect(installedMatchesLock(folder)).toBe(false);
  });
});

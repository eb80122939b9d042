import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import type { Exit } from "../supervise/process.ts";
import { modPackages } from "./mod-packages.ts";

const LISTS = {
  "/mod-repo-packages-to-install.list": "one two\none\n",
  "/mod-pip-packages-to-install.list": "three\nfour\n",
};
const OK: Exit = { code: 0, signal: 0 };

/** What is run in an image that has those programs, and what is told. */
function run(
  programs: readonly string[],
  lists: Record<string, string>,
  answer: (line: string) => Exit = () => OK,
) {
  const files = new MemoryFiles(lists);
  for (const path of programs) {
    files.makeFolder(path.slice(0, path.lastIndexOf("/")));
    files.write(path, "", 0o755);
  }
  const log: string[] = [];
  const print = (line: string) => void log.push(line);
  const routine = modPackages({ files, print, warn: print, uid: 0, gid: 0, readOnly: false });
  const calls: string[] = [];
  let step = routine.next();
  while (!step.done) {
    const line = step.value.argv.join(" ");
    calls.push(line);
    step = routine.next(answer(line));
  }
  return {
    calls,
    log,
    code: step.value,
    left: Object.keys(lists).filter(path => files.read(path) !== undefined),
  };
}

test.each([
  ["/usr/bin/apt-get", "python3-venv", /^apt-get .*install -y --no-install-recommends /],
  ["/sbin/apk", "python3", /^apk add --no-cache /],
  ["/usr/bin/pacman", "python3", /^pacman -Sy --noconfirm --needed /],
  ["/usr/bin/dnf", "python3", /^dnf install -y --setopt=install_weak_deps=False /],
])("with %s all packages are one call, and pip's are another", (manager, python, call) => {
  const { calls, log, code, left } = run([manager], LISTS);
  expect(calls.filter(line => call.test(line)).map(line => line.replace(call, ""))).toEqual([
    `one two ${python}`,
  ]);
  expect(calls.slice(-2)).toEqual([
    "python3 -m venv /lsiopy",
    "/lsiopy/bin/python3 -m pip install --no-cache-dir --disable-pip-version-check --upgrade three four",
  ]);
  expect(log).toEqual([
    "[pkg-install-init] **** Installing all mod packages ****",
    "[pkg-install-init] **** Installing all pip packages ****",
    "[pkg-install-init] **** Creating venv ****",
  ]);
  expect({ code, left }).toEqual({ code: 0, left: [] });
});

test("a call that fails is told with its exit code, and stops nothing", () => {
  const answer = (line: string) => (line.startsWith("apk") ? { code: 1, signal: 0 } : OK);
  const { calls, log, code } = run(["/sbin/apk", "/lsiopy/bin/python3"], LISTS, answer);
  expect(log).toContain("[pkg-install-init] (ERROR) apk add --no-cache one two ended with exit code 1");
  expect(calls).toHaveLength(2);
  expect(code).toBe(0);
});

test("an image without a package manager is told so", () => {
  const { calls, log } = run([], { "/mod-repo-packages-to-install.list": "one" });
  expect(calls).toEqual([]);
  expect(log).toContain(
    "[pkg-install-init] (ERROR) no apt-get, apk, pacman or dnf is in this image; not installed: one",
  );
});

import { execFile, spawn } from "node:child_process";
import { once } from "node:events";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { baseImage } from "./base-image.ts";
import { Box } from "./box.ts";

const READ_ONLY = ["--read-only", "--tmpfs", "/run:exec"];
const DONE = "[ls.io-init] done.\n";

test("read-only root", async () => {
  const result = await Box.run({ options: READ_ONLY, env: { PUID: "1000" }, command: ["id", "-u", "abc"] });
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("You are running this container read-only:");
  expect(result.stdout).toContain(`${DONE}911\n`);
});

test("a user other than root, with no-new-privileges", async () => {
  const options = ["--user", "1000:1000", "--security-opt", "no-new-privileges"];
  const result = await Box.run({
    options,
    files: {
      "/custom-cont-init.d/a": "#!/bin/bash\nid -u\n",
      "/custom-services.d/b": "#!/bin/bash\necho never\n",
    },
    command: ["id"],
  });
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("You are running this container as a non-root user:");
  expect(result.stdout).toContain("User UID:    1000\nUser GID:    1000\n");
  expect(result.stdout).toContain("[custom-init] a: executing...\n1000\n[custom-init] a: exited 0\n");
  expect(result.stdout).toContain(`${DONE}uid=1000 gid=1000`);
  expect(result.stdout).not.toContain("never");
});

test("a user other than root on a read-only root", async () => {
  const result = await Box.run({ options: [...READ_ONLY, "--user", "1000:1000"], command: ["true"] });
  expect(result.code).toBe(0);
  expect(result.stdout).toContain("read-only and as a non-root user:");
  expect(result.stdout).toContain(DONE);
});

test("a /run that cannot be written is a clear error", async () => {
  const result = await Box.run({ options: ["--read-only"] });
  expect(result.code).toBe(100);
  expect(result.stderr).toContain("--tmpfs /run:exec");
});

test("no capabilities and no-new-privileges as root", async () => {
  const result = await Box.run({
    options: ["--cap-drop", "ALL", "--security-opt", "no-new-privileges"],
    command: ["true"],
  });
  expect(result.code).toBe(0);
  expect(result.stdout).toContain(DONE);
});

test("/run is closed to others before anything else runs as root", async () => {
  const result = await Box.run({ command: ["stat", "-c", "%a", "/run"] });
  expect(result.stdout).toContain(`${DONE}755\n`);
});

test("the command reads the container's input, and owns its terminal", async () => {
  const image = await baseImage();
  const piped = "echo from outside | docker run --rm -i --label porthole.test=init $0 cat";
  const { stdout } = await promisify(execFile)("sh", ["-c", piped, image]);
  expect(stdout).toContain(`${DONE}from outside\n`);
  const inside = "docker run --rm -it --label porthole.test=init $IMAGE sh -c 'tty; echo waiting; sleep 60'";
  const terminal = spawn("script", ["-qec", inside, "/dev/null"], { env: { ...process.env, IMAGE: image } });
  let shown = "";
  terminal.stdout.setEncoding("utf8").on("data", (text: string) => {
    shown += text;
  });
  await waitFor("the command in the terminal", () => shown.includes("waiting"), 30_000);
  expect(shown).toMatch(/\/dev\/(pts\/\d+|console)/);
  const ended = once(terminal, "exit");
  terminal.stdin.write("\u0003");
  expect(await ended).toEqual([130, null]);
});

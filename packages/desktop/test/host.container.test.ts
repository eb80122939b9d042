import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** What a privileged container may; the test's has no more of it than that. */
const PRIVILEGED = ["NET_ADMIN", "SYS_MODULE", "SYS_ADMIN"].flatMap(name => ["--cap-add", name]);

/** Options that put a stand-in for Docker's engine into a container: it notes what it is called with, and stays. */
async function withEngine(): Promise<AsyncDisposable & { options: string[] }> {
  const files = await projectFixture({ "images/none": {} });
  const engine = join(files.root, "dockerd");
  await writeFile(engine, '#!/bin/sh\necho "$@" >> /run/engine-called\nexec sleep infinity\n', {
    mode: 0o755,
  });
  return {
    options: ["-v", `${engine}:/usr/bin/dockerd:ro`],
    [Symbol.asyncDispose]: () => files[Symbol.asyncDispose](),
  };
}

function called({ exec }: RunningDesktop): Promise<string> {
  return exec("cat /run/engine-called 2>/dev/null || true");
}

function groups({ exec }: RunningDesktop): Promise<string> {
  return exec("s6-setuidgid abc id -nG");
}

/** Names of variables that the session's programs have. */
async function sessionVariables({ asUser }: RunningDesktop): Promise<string[]> {
  const text = await asUser("tr '\\0' '\\n' < /proc/$(pidof openbox)/environ");
  return text.split("\n").map(line => line.replace(/=.*/s, ""));
}

test("an engine that is installed runs in a privileged container, and the session's user may use it", async () => {
  await using engine = await withEngine();
  await using desktop = await startDesktop({}, [...engine.options, ...PRIVILEGED]);
  expect(await waitFor("the engine", () => called(desktop))).toBe("--group docker --log-level warn");
  expect((await groups(desktop)).split(" ")).toContain("docker");
});

test("START_DOCKER=false keeps the engine from running, DISABLE_SUDO the user from using it", async () => {
  await using engine = await withEngine();
  await using desktop = await startDesktop({ START_DOCKER: "false", DISABLE_SUDO: "true" }, [
    ...engine.options,
    ...PRIVILEGED,
  ]);
  await waitFor("its rest", async () => /svc-docker +down/.test(await desktop.exec("porthole-init status")));
  expect(await called(desktop)).toBe("");
  expect((await groups(desktop)).split(" ")).not.toContain("docker");
  expect(await desktop.logs()).not.toContain("Docker");
});

test("without privileges the engine does not run, which the log says; a GPU that does not work leaves drawing to the processor", async () => {
  await using engine = await withEngine();
  await using desktop = await startDesktop({}, [
    ...engine.options,
    "--device",
    "/dev/null:/dev/dri/renderD128",
  ]);
  const logs = await waitFor("what the log says", async () => {
    const text = await desktop.logs();
    return text.includes("Docker") && text.includes("programs draw") ? text : undefined;
  });
  expect(logs).toContain(
    "**** Docker is not started: the container is not privileged, it lacks NET_ADMIN SYS_MODULE SYS_ADMIN ****",
  );
  expect(await called(desktop)).toBe("");
  expect(logs).toMatch(
    /programs draw with the processor: no OpenGL by Vulkan with \/dev\/dri\/renderD128: Vulkan has no driver that works here/,
  );
  await waitFor("the session", () => desktop.exec("pidof openbox || true"));
  const variables = await sessionVariables(desktop);
  expect(variables).toContain("DISPLAY");
  expect(variables).not.toContain("GALLIUM_DRIVER");
  expect(logs.match(/Docker is not|programs draw/g)).toHaveLength(2);
});

test("who asks for an engine or a GPU that is not there is told so", async () => {
  await using desktop = await startDesktop({ START_DOCKER: "true", DRINODE: "/dev/dri/renderD129" });
  const logs = await waitFor("what the log says", async () => {
    const text = await desktop.logs();
    return text.includes("Docker") && text.includes("programs draw") ? text : undefined;
  });
  expect(logs).toContain("**** Docker is not started: no engine (dockerd) is installed in this image ****");
  expect(logs).toContain(
    "[desktop] programs draw with the processor: no render node (/dev/dri/renderD129) in the container",
  );
  expect(await desktop.exec("porthole-init status")).toMatch(/^ready/);
});

import { expect, test } from "vitest";
import { Box, docker } from "./box.ts";
import { longrun, oneshot } from "./services.ts";

const FAILING = {
  ...oneshot("my-fail", "echo about to; echo went wrong >&2; exit 9"),
  ...oneshot("behind", "echo never", { after: ["my-fail"] }),
  ...oneshot("beside", "echo beside ran"),
};

test("a failed step is told in one block, and makes the container unhealthy but not stop", async () => {
  await using box = await Box.create({ files: FAILING });
  await box.start();
  const waited = await box.exec("porthole-init", "wait", "--timeout", "10");
  expect(waited).toMatchObject({ code: 1, stdout: "failed: my-fail: ended with exit code 9\n" });
  await box.logged("beside ran");
  const { stdout, stderr } = await box.logs();
  expect(stdout).not.toMatch(/never|done\./);
  expect(stderr).toContain("[init] (ERROR) my-fail failed: ended with exit code 9\n");
  expect(stderr).toMatch(/\| about to\n(.*\n)*.*\| went wrong/);
  expect(stderr).toContain("not started because of it: ");
  expect(stderr).toMatch(/not started because of it:.*behind/);
  expect(await box.isRunning()).toBe(true);
  const health = await box.exec("porthole-init", "health");
  expect(health).toMatchObject({ code: 1, stdout: "failed: my-fail: ended with exit code 9\n" });
  expect(await box.shell("porthole-init status")).toMatch(/behind +down +\d+s +- +my-fail failed/);
});

test("S6_BEHAVIOUR_IF_STAGE2_FAILS=2 stops the container with 1; at 0 the command still runs", async () => {
  const strict = await Box.run({
    env: { S6_BEHAVIOUR_IF_STAGE2_FAILS: "2" },
    files: FAILING,
    command: ["echo", "command ran"],
  });
  expect(strict.code).toBe(1);
  expect(strict.stdout).not.toContain("command ran");
  const lenient = await Box.run({ files: FAILING, command: ["sh", "-c", "echo command ran; exit 5"] });
  expect(lenient.code).toBe(5);
  expect(lenient.stdout).toContain("command ran");
});

test("S6_CMD_WAIT_FOR_SERVICES_MAXTIME lets the command run without the services", async () => {
  const result = await Box.run({
    env: { S6_CMD_WAIT_FOR_SERVICES_MAXTIME: "300" },
    files: longrun("svc-mute", "exec sleep 99", { files: { "notification-fd": "3" } }),
    command: ["sh", "-c", "exit 3"],
  });
  expect(result.code).toBe(3);
  expect(result.stdout).not.toContain("done.");
});

test("a hook runs before the graph is read; its failure is told, and fatal when asked", async () => {
  const hook = "#!/bin/bash\necho hook ran; exit 6\n";
  const files = { "/hook": hook };
  const lenient = await Box.run({ env: { S6_STAGE2_HOOK: "/hook" }, files, command: ["true"] });
  expect(lenient.stdout).toMatch(/hook ran\n(.*\n)*.*migrations/);
  expect(lenient.stderr).toContain("hook /hook ended with exit code 6");
  const strict = await Box.run({
    env: { S6_STAGE2_HOOK: "/hook", S6_BEHAVIOUR_IF_STAGE2_FAILS: "2" },
    files,
    command: ["true"],
  });
  expect(strict.code).toBe(6);
});

test("started as another process than 1, it says so", async () => {
  const result = await Box.run({ options: ["--init"] });
  expect(result.code).toBe(100);
  expect(result.stderr).toContain("can only run as pid 1");
});

test("wait tells what is missing when its time is over", async () => {
  await using box = await Box.create({
    files: longrun("svc-mute", "exec sleep 99", { files: { "notification-fd": "3" } }),
  });
  await box.start();
  const waited = await box.exec("porthole-init", "wait", "--timeout", "3");
  expect(waited).toMatchObject({ code: 2, stdout: expect.stringContaining("svc-mute") });
});

test("the engine's health check is answered without a shell: healthy when ready, unhealthy when a service fails", async () => {
  await using box = await Box.ready({
    files: longrun("svc-x", "exec sleep 999"),
    options: ["--health-interval=200ms", "--health-retries=1"],
  });
  await box.shell("rm /bin/bash /bin/sh /bin/dash");
  const become = async (wanted: string) => {
    const inspect = ["inspect", "--format", "{{.State.Health.Status}}", box.id];
    await expect.poll(async () => (await docker(...inspect)).stdout.trim(), { timeout: 30_000 }).toBe(wanted);
  };
  expect((await docker("inspect", "--format", "{{json .Config.Healthcheck.Test}}", box.id)).stdout).toBe(
    '["CMD","/usr/bin/porthole-init","health"]\n',
  );
  await become("healthy");
  // Its script needs the shell that is gone.
  await box.exec("s6-svc", "-r", "svc-x");
  await become("unhealthy");
});

import { expect, test } from "vitest";
import { Box, docker } from "./box.ts";
import { longrun, oneshot } from "./services.ts";

const patient = (name: string) =>
  `trap 'sleep 0.1; echo stopped ${name}; exit' TERM; echo >&3; while :; do sleep 0.02; done`;

test("services stop in reverse order, with finish and down", async () => {
  await using box = await Box.ready({
    files: {
      ...longrun("svc-a", patient("a"), { files: { "notification-fd": "3" } }),
      ...longrun("svc-b", patient("b"), {
        after: ["svc-a"],
        files: { "notification-fd": "3", finish: "#!/bin/sh\necho finished b $1 $2\n" },
      }),
      ...oneshot("one", "true", {
        after: ["svc-b"],
        files: { down: "/etc/s6-overlay/s6-rc.d/one/undo\n", undo: "#!/bin/sh\necho undone one\n" },
      }),
    },
  });
  const { code } = await box.stop();
  expect(code).toBe(0);
  const lines = (await box.logs()).stdout.split("\n").filter(line => /^(stopped|finished|undone)/.test(line));
  expect(lines).toEqual(["undone one", "stopped b", "finished b 0 0", "stopped a"]);
});

test("a container with nothing left stops at once", async () => {
  await using box = await Box.ready();
  const { seconds, code } = await box.stop();
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(0.6);
});

test("a stray daemon gets its chance to save, and is waited for", async () => {
  await using box = await Box.ready({
    files: oneshot(
      "stray",
      "setsid bash -c 'trap \"sleep 0.3; echo saved; exit\" TERM; touch /tmp/on; while :; do sleep 0.02; done' & until [ -e /tmp/on ]; do sleep 0.01; done",
    ),
  });
  const { code } = await box.stop();
  expect(code).toBe(0);
  expect((await box.logs()).stdout).toContain("saved");
});

test("timeout-kill ends a service that ignores TERM; down-signal is used", async () => {
  await using box = await Box.ready({
    files: {
      ...longrun("svc-deaf", "trap '' TERM; while :; do sleep 0.02; done", {
        files: { "timeout-kill": "300" },
      }),
      ...longrun("svc-int", "trap 'echo got usr1; exit' USR1; while :; do sleep 0.02; done", {
        files: { "down-signal": "SIGUSR1\n" },
      }),
    },
  });
  await box.shell("sleep 0.2");
  const { seconds, code } = await box.stop();
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(1.5);
  expect((await box.logs()).stdout).toContain("got usr1");
});

test("a service that ignores TERM cannot take the stop past its bound", async () => {
  await using box = await Box.ready({
    env: { PORTHOLE_STOP_TIMEOUT: "700" },
    files: longrun("svc-deaf", "trap '' TERM; while :; do sleep 0.02; done"),
  });
  await box.shell("sleep 0.2");
  const { seconds, code } = await box.stop();
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(2);
  expect((await box.logs()).stderr).toContain("PORTHOLE_STOP_TIMEOUT");
});

test("a TERM in the middle of a boot stops it in order", async () => {
  await using box = await Box.create({
    files: {
      ...longrun("svc-a", patient("a"), { files: { "notification-fd": "3" } }),
      ...oneshot("hang", "echo hanging; sleep 99", { after: ["svc-a"] }),
    },
  });
  await box.start();
  await box.logged("hanging");
  const { seconds, code } = await box.stop();
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(1.5);
  const { stdout } = await box.logs();
  expect(stdout).toContain("stopped a");
  expect(stdout).not.toContain("[ls.io-init] done.");
});

test("a TERM in the first milliseconds is not lost", async () => {
  for (let round = 0; round < 5; round++) {
    await using box = await Box.create();
    await box.start();
    await docker("kill", "--signal", "TERM", box.id);
    expect(await box.exitCode()).toBe(0);
  }
});

test("exit codes: of the command, of a signal, of the file a finish script writes", async () => {
  expect((await Box.run({ command: ["sh", "-c", "exit 7"] })).code).toBe(7);
  expect((await Box.run({ command: ["sh", "-c", "kill -9 $$"] })).code).toBe(137);
  expect((await Box.run({ command: ["/no/such"] })).code).toBe(127);
  expect((await Box.run({ command: ["/etc/passwd"] })).code).toBe(126);
  await using box = await Box.ready({
    files: longrun("svc-x", "exec sleep 99", {
      files: { finish: "#!/bin/sh\necho 42 > /run/s6-linux-init-container-results/exitcode\n" },
    }),
  });
  expect((await box.stop()).code).toBe(42);
});

test("the command keeps its exit code when the container is stopped, and ends before the services", async () => {
  await using box = await Box.create({
    files: longrun("svc-a", patient("a"), { files: { "notification-fd": "3" } }),
    command: [
      "bash",
      "-c",
      "trap 'echo stopped command; exit 12' TERM; echo up; while :; do sleep 0.02; done",
    ],
  });
  await box.start();
  await box.logged("up\n");
  expect((await box.stop()).code).toBe(12);
  expect((await box.logs()).stdout).toMatch(/stopped command\n(.*\n)*stopped a/);
});

test("a container ends as soon as its command has", async () => {
  await using box = await Box.create({ command: ["true"] });
  await docker("start", "--attach", box.id);
  const { stdout: times } = await docker(
    "inspect",
    "--format",
    "{{.State.StartedAt}} {{.State.FinishedAt}}",
    box.id,
  );
  const [started = 0, finished = 0] = times
    .trim()
    .split(" ")
    .map(time => Date.parse(time));
  // No grace time is waited for: the reference takes three seconds for that.
  expect((finished - started) / 1000).toBeLessThan(2.5);
});

test("the same container starts again after a stop and after a kill", async () => {
  await using box = await Box.ready();
  await box.stop();
  await box.start();
  expect((await box.exec("porthole-init", "wait", "--timeout", "10")).code).toBe(0);
  await docker("kill", box.id);
  await box.start();
  expect((await box.exec("porthole-init", "wait", "--timeout", "10")).code).toBe(0);
});

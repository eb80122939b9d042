import { expect, test } from "vitest";
import { Box, docker } from "./box.ts";
import { longrun, oneshot } from "./services.ts";

const EXIT_CODE = "/run/s6-linux-init-container-results/exitcode";

test("halt from a finish script stops the container in order, with the exit code that was written", async () => {
  const finish = `#!/bin/sh\necho 42 > ${EXIT_CODE}\n/run/s6/basedir/bin/halt\n`;
  const result = await Box.run({
    files: {
      ...oneshot("first", "echo up", { files: { down: "echo first is down" } }),
      ...longrun("svc-x", "sleep 0.2; exit 1", { after: ["first"], files: { finish } }),
    },
  });
  expect(result.code).toBe(42);
  expect(result.stdout).toContain("first is down");
});

test("s6-permafailon stops the restarts of a service that keeps dying the same way", async () => {
  await using box = await Box.create({
    files: longrun("svc-x", "echo started; exit 4", {
      files: { finish: "#!/bin/sh\nexec s6-permafailon 60 2 1-5,SIGSEGV true\n" },
    }),
  });
  await box.start();
  await box.logged("PERMANENT FAILURE triggered after 2 events involving exit code 4 in the last 60 seconds");
  await box.shell("sleep 1.2");
  expect((await box.logs()).stdout.match(/^started$/gm)).toHaveLength(2);
});

test("timeout-down lets the stop go on without a service that does not end", async () => {
  await using box = await Box.ready({
    env: { S6_KILL_GRACETIME: "100" },
    files: {
      ...oneshot("first", "true", { files: { down: "echo first is down" } }),
      ...longrun("svc-x", "trap '' TERM; while :; do sleep 0.1; done", {
        after: ["first"],
        files: { "timeout-down": "300" },
      }),
    },
  });
  const { seconds } = await box.stop();
  expect(seconds).toBeLessThan(3);
  const { stdout, stderr } = await box.logs();
  expect(stderr).toContain("stopping svc-x: it was not down within 300 ms (timeout-down)");
  expect(stdout).toContain("first is down");
});

test("older services get S6_SERVICES_GRACETIME, scripts at the end S6_KILL_FINISH_MAXTIME", async () => {
  await using box = await Box.ready({
    env: { S6_SERVICES_GRACETIME: "200", S6_KILL_FINISH_MAXTIME: "200", S6_KILL_GRACETIME: "50" },
    files: {
      "/etc/services.d/old/run": "#!/bin/bash\ntrap '' TERM; while :; do sleep 0.1; done\n",
      "/etc/cont-finish.d/1": "#!/bin/sh\nsleep 30\n",
      "/etc/cont-finish.d/2": "#!/bin/sh\necho second ran\n",
    },
  });
  expect((await box.stop()).seconds).toBeLessThan(3);
  const { stdout, stderr } = await box.logs();
  expect(stderr).toContain("stopping legacy-old: it was not down within 200 ms");
  expect(stderr).toContain("/etc/cont-finish.d/1 ended with exit code 137");
  expect(stdout).toContain("second ran");
});

test("S6_KEEP_ENV gives every program the environment, secrets included", async () => {
  const script = '#!/bin/sh\necho "got $FOO and $SECRET"; exec sleep 99\n';
  const run = (env: Record<string, string>) =>
    Box.ready({
      env: { FOO: "bar", FILE__SECRET: "/secret", ...env },
      files: { "/custom-services.d/x": script, "/secret": "s" },
    });
  await using without = await run({});
  await using box = await run({ S6_KEEP_ENV: "1" });
  await without.logged("got  and \n");
  await box.logged("got bar and s\n");
});

test("S6_CMD_ARG0 stands before the command, and runs alone where there is none", async () => {
  const env = { S6_CMD_ARG0: "/bin/echo arg0 " };
  expect((await Box.run({ env, command: ["a b"] })).stdout).toContain("arg0 a b\n");
  expect((await Box.run({ env })).stdout).toContain("arg0\n");
});

test("with S6_CMD_RECEIVE_SIGNALS the command gets the signals of the container", async () => {
  await using box = await Box.ready({
    env: { S6_CMD_RECEIVE_SIGNALS: "1" },
    command: [
      "bash",
      "-c",
      "trap 'echo usr1' USR1; trap 'exit 12' TERM; echo on; while :; do sleep 0.05; done",
    ],
  });
  await box.logged("on\n");
  await docker("kill", "--signal=USR1", box.id);
  await box.logged("usr1");
  expect((await box.stop()).code).toBe(12);
});

test("a profile brings its own services; one that is missing is told of", async () => {
  const PROFILE = "/etc/cont-profile.d/lean";
  await using box = await Box.create({
    env: { S6_RUNTIME_PROFILE: "lean" },
    files: {
      [`${PROFILE}/s6-overlay/s6-rc.d/user/type`]: "bundle",
      [`${PROFILE}/s6-overlay/s6-rc.d/user/contents.d/only`]: "",
      [`${PROFILE}/s6-overlay/s6-rc.d/only/type`]: "oneshot",
      [`${PROFILE}/s6-overlay/s6-rc.d/only/up`]: "echo only this",
      [`${PROFILE}/cont-init.d/1`]: "#!/bin/sh\necho cont-init of the profile\n",
    },
  });
  await box.start();
  await box.exec("porthole-init", "wait", "--timeout", "10");
  const { stdout } = await box.logs();
  expect(stdout).toContain("only this");
  expect(stdout).toContain("cont-init of the profile");
  expect(stdout).not.toContain("[ls.io-init]");
  const missing = await Box.run({ env: { S6_RUNTIME_PROFILE: "none" }, command: ["true"] });
  expect(missing.stderr).toContain("there is no profile /etc/cont-profile.d/none");
  expect(missing.stdout).toContain("[ls.io-init] done.");
});

test("fix-attrs.d sets owners and modes before the services", async () => {
  await using box = await Box.ready({
    files: { "/etc/fix-attrs.d/01": "/data true abc 0600 0700\n", "/data/a/b": "", "/data/c": "" },
  });
  expect(await box.shell("stat -c '%U %a' /data /data/a /data/a/b /data/c")).toBe(
    "abc 700\nabc 700\nabc 600\nabc 600",
  );
});

test("verbosity 2 names every change of a service; 1 none", async () => {
  const loud = await Box.run({ env: { S6_VERBOSITY: "2" }, command: ["true"] });
  expect(loud.stderr).toContain("[init] service init-adduser: up\n");
  expect((await Box.run({ command: ["true"] })).stderr).toBe("");
});

test("the bundles stand where S6_RUNTIME_BUNDLEDIR says; S6_SYNC_DISKS does not hold up the end; wrong values are named", async () => {
  const files = {
    ...oneshot("mine", "echo mine ran", { bundle: "unused" }),
    "/etc/s6-overlay/s6-rc.d/unused/type": "bundle\n",
    "/bundles/user/type": "bundle\n",
    "/bundles/user/contents.d/mine": "",
  };
  const env = { S6_SYNC_DISKS: "1", S6_RUNTIME_BUNDLEDIR: "/bundles" };
  const result = await Box.run({ env, files, command: ["true"] });
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining("mine ran\n"), stderr: "" });
  const wrong = await Box.run({
    env: { S6_RUNTIME_BUNDLEDIR: "/none", S6_KILL_GRACETIME: "3s" },
    files,
    command: ["true"],
  });
  expect(wrong.stdout).not.toContain("mine ran");
  expect(wrong.stderr).toContain("there is no folder /none (S6_RUNTIME_BUNDLEDIR)");
  expect(wrong.stderr).toContain('S6_KILL_GRACETIME is "3s", which is no number; using 3000');
});

test("s6-svscanctl -t stops the container in order", async () => {
  await using box = await Box.ready({
    files: oneshot("first", "true", { files: { down: "echo first is down" } }),
  });
  expect((await box.exec("s6-svscanctl", "-t", "/run/service")).code).toBe(0);
  expect(await box.exitCode()).toBe(0);
  expect((await box.logs()).stdout).toContain("first is down");
});

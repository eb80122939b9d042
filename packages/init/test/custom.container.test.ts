import { expect, test } from "vitest";
import { Box } from "./box.ts";

test("custom scripts run in the order of their names with their own interpreter, and cannot stop the boot", async () => {
  await using box = await Box.ready({
    env: { FOO: "bar" },
    files: {
      "/custom-cont-init.d/10-env":
        "#!/bin/bash\necho $FOO; printf x > /run/s6/container_environment/LATER\n",
      "/custom-cont-init.d/20 perl": "#!/usr/bin/perl\nprint 'perl ran', chr(10);\n",
      "/custom-cont-init.d/30-plain": { text: "echo plain ran; exit 3\n", mode: 0o755 },
      "/custom-cont-init.d/40-not": { text: "#!/bin/bash\necho never\n", mode: 0o644 },
      "/custom-cont-init.d/.hidden": "#!/bin/bash\necho never\n",
      "/custom-cont-init.d/50-folder/x": "",
    },
  });
  const { stdout } = await box.logs();
  const begin = stdout.indexOf("[custom-init] Files found");
  expect(stdout.slice(begin).replace(/\[ls.io-init\][\s\S]*/, "")).toBe(
    [
      "[custom-init] Files found, executing",
      "[custom-init] 10-env: executing...",
      "bar",
      "[custom-init] 10-env: exited 0",
      "[custom-init] 20 perl: executing...",
      "perl ran",
      "[custom-init] 20 perl: exited 0",
      "[custom-init] 30-plain: executing...",
      "plain ran",
      "[custom-init] 30-plain: exited 3",
      "[custom-init] 40-not: is not an executable file",
      "[custom-init] 50-folder: is not an executable file",
      "",
    ].join("\n"),
  );
});

test("custom services are supervised; one that cannot run is left out; a removed one goes", async () => {
  await using box = await Box.ready({
    files: {
      "/custom-services.d/hello": { text: "#!/bin/bash\necho hello from $0; exec sleep 99\n", mode: 0o644 },
      "/custom-services.d/my app.sh": "#!/bin/bash\necho my app; exec sleep 99\n",
      "/custom-services.d/windows": "#!/bin/bash\r\necho never\r\n",
      "/custom-services.d/bare": "echo never\n",
      "/custom-services.d/folder/x": "",
    },
  });
  await box.logged("hello from");
  await box.logged("my app");
  const { stdout, stderr } = await box.logs();
  expect(stdout).toContain("[custom-init] Service files found in /custom-services.d\n");
  expect(stdout).toContain(
    "[custom-init] hello: service detected, copying...\n[custom-init] hello: copied\n",
  );
  expect(stdout).toContain("[custom-init] folder: is not a file\n");
  expect(stderr).toMatch(/custom-svc-windows is left out: .*\/run:1: has Windows line ends/);
  expect(stderr).toMatch(/custom-svc-bare is left out: .*\/run:1: has no shebang/);
  await box.exec("rm", "/custom-services.d/hello");
  await box.stop();
  await box.start();
  await box.exec("porthole-init", "wait", "--timeout", "10");
  expect((await box.logs()).stdout).toContain("[custom-init] removing existing custom services...");
  expect((await box.health()).services.map(service => service.name)).not.toContain("custom-svc-hello");
});

test("files that others could have written are warned of", async () => {
  const result = await Box.run({
    files: { "/custom-cont-init.d/a": { text: "#!/bin/sh\n", mode: 0o757 } },
    command: ["true"],
  });
  expect(result.stdout).toContain("have write permissions for others, which is a security risk");
});

test("migrations run once in the life of /config, and a failing one stops the boot chain", async () => {
  await using box = await Box.ready({
    files: {
      "/migrations/10-b": "#!/bin/bash\necho ten\n",
      "/migrations/9-a": "#!/bin/bash\necho nine\n",
    },
  });
  const lines = (await box.logs()).stdout.split("\n").slice(0, 8);
  expect(lines).toEqual([
    "[migrations] started",
    "[migrations] 9-a: executing...",
    "nine",
    "[migrations] 9-a: succeeded",
    "[migrations] 10-b: executing...",
    "ten",
    "[migrations] 10-b: succeeded",
    "[migrations] done",
  ]);
  await box.stop();
  await box.put({ "/migrations/11-c": "#!/bin/bash\nexit 3\n" });
  await box.start();
  const waited = await box.exec("porthole-init", "wait", "--timeout", "10");
  expect(waited.stdout).toBe("failed: init-migrations: ended with exit code 3\n");
  const { stdout } = await box.logs();
  expect(stdout).toContain("[migrations] 10-b: skipped");
  expect(stdout).toContain("[migrations] 11-c: failed with exit code 3, contact support");
});

test("crontabs of the user are loaded and cron runs; without any there is no process", async () => {
  await using without = await Box.ready();
  expect(Number(await without.shell("ls -d /proc/[0-9]* | wc -l"))).toBeLessThanOrEqual(4);
  await using box = await Box.ready({
    files: {
      "/config/crontabs/abc": "* * * * * touch /tmp/ticked\n",
      "/defaults/crontabs/root": "# nothing\n",
    },
  });
  expect(await box.shell("stat -c '%U %a' /var/spool/cron/crontabs/abc")).toBe("abc 600");
  expect(await box.shell("cat /config/crontabs/root")).toBe("# nothing");
  const cron = (await box.health()).services.find(service => service.name === "svc-cron");
  expect(cron?.state).toBe("ready");
  const hasCron = (await box.shell("command -v cron")) !== "";
  if (hasCron) expect(cron?.pid).toBeGreaterThan(1);
  else expect((await box.logs()).stdout).toContain("**** cron not found ****");
});

test("lsiown changes what differs and never follows a link", async () => {
  await using box = await Box.ready({
    files: { "/config/tree/file": "", "/config/tree/link": "-> /etc/hostname", "/etc/victim": "" },
  });
  await box.shell("ln -s /etc/victim /config/tree/to-victim; lsiown -R abc:abc /config/tree");
  expect(await box.shell("stat -c %U /config/tree /config/tree/file /config/tree/to-victim")).toBe(
    "abc\nabc\nabc",
  );
  expect(await box.shell("stat -c %U /etc/victim")).toBe("root");
  expect(await box.shell("lsiown abc /config")).toContain("Group is missing or incorrect");
});

test("the done line comes once, and older folders still run", async () => {
  await using box = await Box.ready({
    files: {
      "/etc/cont-init.d/10": "#!/bin/bash\necho cont-init ran\n",
      "/etc/cont-finish.d/10": "#!/bin/bash\necho cont-finish ran\n",
      "/etc/services.d/old/run": "#!/bin/bash\necho old service ran; exec sleep 99\n",
    },
  });
  await box.logged("old service ran");
  await box.stop();
  const { stdout } = await box.logs();
  expect(stdout).toContain("cont-init ran");
  expect(stdout).toContain("cont-finish ran");
  expect(stdout.split("[ls.io-init] done.").length).toBe(2);
});

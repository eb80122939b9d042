import { expect, test } from "vitest";
import { Box, docker } from "./box.ts";
import { longrun, oneshot } from "./services.ts";

test("orphans are reaped, by the thousand, and no zombie stays", async () => {
  await using box = await Box.ready();
  await box.shell("for i in $(seq 1000); do (sleep 0 & ) ; done");
  await box.shell("for i in $(seq 100); do setsid sh -c 'sleep 0.1 &' ; done; sleep 0.4");
  expect(await box.shell("grep -l 'State:.Z' /proc/[0-9]*/status | wc -l")).toBe("0");
});

test("a service that dies is restarted once a second, with finish told how it went", async () => {
  await using box = await Box.ready({
    files: longrun("svc-x", "date +%s%N >> /tmp/starts; exit 4", {
      files: { finish: "#!/bin/sh\necho finish $*\n" },
    }),
  });
  await box.shell("while [ $(wc -l < /tmp/starts) -lt 3 ]; do sleep 0.05; done");
  const starts = (await box.shell("cat /tmp/starts")).split("\n").map(Number);
  const gaps = starts.slice(1).map((start, index) => (start - (starts[index] ?? 0)) / 1e9);
  // The script notes its own time, which on a busy machine is a while after its start; the unit test holds the second.
  for (const gap of gaps) expect(gap).toBeGreaterThan(0.3);
  expect((await box.logs()).stdout).toMatch(/finish 4 0 svc-x \d+/);
});

test("a service that keeps dying makes the container unhealthy, and says why", async () => {
  await using box = await Box.ready({ files: longrun("svc-bad", "exit 3") });
  await box.shell("while porthole-init health > /dev/null; do sleep 0.05; done");
  const report = await box.health();
  expect(report.state).toBe("failed");
  expect(report.reason).toBe("svc-bad: it ended with exit code 3, 3 times in a row");
});

test("finish with exit code 125 keeps a service down", async () => {
  await using box = await Box.ready({
    files: longrun("svc-once", "echo ran >> /tmp/ran", { files: { finish: "#!/bin/sh\nexit 125\n" } }),
  });
  await box.shell("sleep 1.3");
  expect(await box.shell("wc -l < /tmp/ran")).toBe("1");
  const service = (await box.health()).services.find(s => s.name === "svc-once");
  expect(service).toMatchObject({ state: "down", reason: expect.stringContaining("exit code 125") });
});

test("what depends on a service waits for its notification; s6-notifyoncheck gives one", async () => {
  await using box = await Box.ready({
    files: {
      ...longrun(
        "svc-slow",
        "(sleep 0.4; touch /tmp/up) & exec s6-notifyoncheck -d -n 300 -w 1000 -c 'test -e /tmp/up' s6-setuidgid abc sleep 99",
        { files: { "notification-fd": "3\n" } },
      ),
      ...oneshot("after", "test -e /tmp/up && echo waited", { after: ["svc-slow"] }),
    },
  });
  expect((await box.logs()).stdout).toContain("waited");
  const pid = (await box.health()).services.find(s => s.name === "svc-slow")?.pid;
  expect(await box.shell(`tr '\\0' ' ' < /proc/${pid}/cmdline; stat -c %U /proc/${pid}`)).toBe(
    "sleep 99 abc",
  );
});

test("a service never ready within timeout-up fails, and what depends on it does not start", async () => {
  await using box = await Box.create({
    files: {
      ...longrun("svc-mute", "exec sleep 99", { files: { "notification-fd": "3", "timeout-up": "300" } }),
      ...oneshot("after", "echo never", { after: ["svc-mute"] }),
    },
  });
  await box.start();
  const waited = await box.exec("porthole-init", "wait", "--timeout", "10");
  expect(waited).toMatchObject({ code: 1, stdout: expect.stringContaining("timeout-up") });
  expect((await box.logs()).stdout).not.toContain("never");
});

test("a service starts with descriptors 0 to 2, no blocked signal, its own folder and session", async () => {
  await using box = await Box.ready({
    files: longrun(
      "svc-fd",
      "ls /proc/$$/fd > /tmp/fds; grep SigBlk /proc/self/status > /tmp/mask; pwd > /tmp/cwd; echo >&4; exec sleep 99",
      { files: { "notification-fd": "4\n" } },
    ),
  });
  // 255 is bash's own script.
  expect((await box.shell("cat /tmp/fds")).split("\n")).toEqual(["0", "1", "2", "255", "4"]);
  expect(await box.shell("cat /tmp/mask")).toContain("0000000000000000");
  expect(await box.shell("cat /tmp/cwd")).toBe("/etc/s6-overlay/s6-rc.d/svc-fd");
});

test("s6-svc, s6-svwait and s6-svstat work on a service", async () => {
  await using box = await Box.ready({
    files: longrun("svc-x", "trap 'echo got hup' HUP; while :; do sleep 0.05; done"),
  });
  expect((await box.exec("s6-svc", "-d", "-wD", "/run/service/svc-x")).code).toBe(0);
  expect(await box.shell("s6-svstat /run/service/svc-x")).toMatch(/^down/);
  expect((await box.exec("s6-svc", "-u", "-wu", "/run/service/svc-x")).code).toBe(0);
  expect(await box.shell("s6-svstat /run/service/svc-x")).toMatch(/^up \(pid \d+\) \d+ seconds, ready/);
  await box.exec("s6-svc", "-h", "/run/service/svc-x");
  await box.logged("got hup");
  expect((await box.exec("s6-svwait", "-d", "-t", "100", "/run/service/svc-x")).code).toBe(99);
});

test("a service that is killed comes back", async () => {
  await using box = await Box.ready({ files: longrun("svc-k", "exec sleep 99") });
  for (let round = 0; round < 3; round++) {
    const old = await box.shell("s6-svstat /run/service/svc-k | tr -dc '0-9 ' | cut -d' ' -f3");
    await box.shell(`kill -9 ${old}`);
    expect(await box.exec("s6-svwait", "-U", "-t", "3000", "/run/service/svc-k")).toMatchObject({ code: 0 });
    await box.shell(`until ! s6-svstat /run/service/svc-k | grep -q "pid ${old})"; do sleep 0.02; done`);
    expect((await box.exec("s6-svwait", "-U", "-t", "3000", "/run/service/svc-k")).code).toBe(0);
  }
});

test("the output of a service is neither cut nor reordered", async () => {
  await using box = await Box.ready({
    files: longrun(
      "svc-loud",
      "until [ -e /tmp/go ]; do sleep 0.02; done; seq -f 'line %.0f' 200000; exec sleep 99",
    ),
  });
  await box.exec("touch", "/tmp/go");
  await box.logged("line 200000\n");
  const lines = (await docker("logs", box.id)).stdout.split("\n").filter(line => line.startsWith("line "));
  expect(lines).toEqual(Array.from({ length: 200_000 }, (_, index) => `line ${index + 1}`));
});

test("with lock-fd a service is not run beside what its last run left behind", async () => {
  await using box = await Box.ready({
    files: longrun(
      "svc-l",
      "echo run >> /tmp/runs; setsid sleep 999 & echo $! > /tmp/stray; exec sleep 999",
      {
        files: { "lock-fd": "5\n" },
      },
    ),
  });
  await box.shell("until [ -s /tmp/stray ]; do sleep 0.02; done");
  const pid = await box.shell("s6-svstat -o pid svc-l");
  await box.shell(`sleep 0.3; kill -9 ${pid}`);
  await box.shell("until porthole-init status | grep -q 'holds its lock'; do sleep 0.05; done");
  expect(await box.shell("wc -l < /tmp/runs")).toBe("1");
  await box.shell("kill -9 $(cat /tmp/stray)");
  await box.shell("until [ $(wc -l < /tmp/runs) = 2 ]; do sleep 0.05; done");
  expect((await box.exec("s6-svwait", "-U", "-t", "5000", "svc-l")).code).toBe(0);
});

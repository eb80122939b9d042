import { expect, test } from "vitest";
import { Box } from "./box.ts";
import { longrun, oneshot } from "./services.ts";

const MINE = {
  ...oneshot("first", "echo first up >> /tmp/log", {
    files: { down: 'sh -c "echo first down >> /tmp/log"' },
  }),
  ...longrun("svc-x", "echo x up >> /tmp/log; exec sleep 99", { after: ["first"] }),
  ...oneshot("optional", "echo optional up >> /tmp/log", { bundle: "extras" }),
  ...oneshot("flaky", "test -e /tmp/go", { bundle: "extras" }),
  "/etc/s6-overlay/s6-rc.d/extras/type": "bundle\n",
};

test("s6-rc brings services down with what depends on them, and up with what they need", async () => {
  await using box = await Box.ready({ files: MINE });
  expect((await box.exec("s6-rc", "-a", "list")).stdout.split("\n")).toContain("svc-x");
  expect(await box.exec("s6-rc", "-d", "change", "first")).toMatchObject({ code: 0 });
  expect(await box.shell("cat /tmp/log; s6-svstat -o up svc-x")).toBe("first up\nx up\nfirst down\nfalse");
  expect((await box.exec("s6-rc", "-da", "list")).stdout.split("\n")).toEqual(
    expect.arrayContaining(["first", "svc-x", "optional"]),
  );
  expect(await box.exec("s6-rc", "-u", "change", "svc-x")).toMatchObject({ code: 0 });
  expect(await box.shell("tail -n 2 /tmp/log")).toBe("first up\nx up");
  expect((await box.health()).state).toBe("ready");
});

test("s6-rc starts services and bundles that were not to be started, and tries a failed one again", async () => {
  await using box = await Box.ready({ files: MINE });
  expect(await box.exec("s6-rc", "start", "optional")).toMatchObject({ code: 0 });
  expect(await box.shell("grep optional /tmp/log")).toBe("optional up");
  const failed = await box.exec("s6-rc", "-u", "change", "extras");
  expect(failed).toMatchObject({ code: 1, stderr: "s6-rc: warning: unable to bring up: flaky\n" });
  await box.exec("touch", "/tmp/go");
  expect(await box.exec("s6-rc", "-u", "change", "extras")).toMatchObject({ code: 0 });
  expect((await box.health()).state).toBe("ready");
  expect(await box.exec("s6-rc", "-u", "change", "nothing")).toMatchObject({
    code: 3,
    stderr: "s6-rc: fatal: unknown service name nothing\n",
  });
});

test("an essential service stays up unless -D is given", async () => {
  await using box = await Box.ready({
    files: longrun("svc-e", "exec sleep 99", { files: { "flag-essential": "" } }),
  });
  expect(await box.exec("s6-rc", "-d", "change", "svc-e")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining("marked as essential"),
  });
  expect((await box.exec("s6-rc", "-D", "change", "svc-e")).code).toBe(0);
  expect((await box.exec("s6-svwait", "-D", "-t", "1000", "svc-e")).code).toBe(0);
});

test("s6-svc -o runs a service once, -O lets it run out, -s sends any signal", async () => {
  await using box = await Box.ready({
    files: longrun(
      "svc-x",
      "trap 'echo got winch >> /tmp/log' WINCH; echo run >> /tmp/log; while [ ! -e /tmp/end ]; do sleep 0.05; done",
    ),
  });
  await box.exec("s6-svc", "-s", "SIGWINCH", "svc-x");
  await box.shell("until grep -q winch /tmp/log; do sleep 0.02; done");
  await box.exec("s6-svc", "-O", "svc-x");
  await box.shell("touch /tmp/end");
  expect((await box.exec("s6-svwait", "-d", "-t", "3000", "svc-x")).code).toBe(0);
  expect((await box.exec("s6-svc", "-o", "-wu", "-T", "3000", "svc-x")).code).toBe(0);
  expect((await box.exec("s6-svwait", "-d", "-t", "3000", "svc-x")).code).toBe(0);
  await box.shell("sleep 1.2");
  expect(await box.shell("grep -c run /tmp/log")).toBe("2");
  expect((await box.exec("s6-svok", "/run/service/svc-x")).code).toBe(0);
  expect((await box.exec("s6-svok", "/run/service/no")).code).toBe(1);
});

test("s6-svwait -o waits for one of several, -r for a restart", async () => {
  await using box = await Box.ready({
    files: { ...longrun("svc-a", "exec sleep 99"), ...longrun("svc-b", "exec sleep 99") },
  });
  expect((await box.exec("s6-svwait", "-d", "-o", "-t", "200", "svc-a", "svc-b")).code).toBe(99);
  await box.exec("s6-svc", "-d", "-wD", "svc-a");
  expect((await box.exec("s6-svwait", "-d", "-o", "-t", "200", "svc-a", "svc-b")).code).toBe(0);
  expect((await box.exec("s6-svwait", "-d", "-a", "-t", "200", "svc-a", "svc-b")).code).toBe(99);
  const waiting = box.exec("s6-svwait", "-r", "-t", "5000", "svc-b");
  await box.shell("sleep 0.3; s6-svc -r svc-b");
  expect((await waiting).code).toBe(0);
});

test("s6-rc -n says what would be done, -p keeps only what the choice needs, diff finds one state", async () => {
  await using box = await Box.ready({ files: MINE });
  const dry = await box.exec("s6-rc", "-n", "0", "-d", "change", "first");
  expect(dry.stdout.trim().split("\n")).toEqual(
    ["first", "legacy-services", "svc-x", "ci-service-check"].map(name => `s6-rc: would bring down ${name}`),
  );
  expect(await box.shell("s6-svstat -o up svc-x")).toBe("true");
  expect(await box.exec("s6-rc", "-n", "0", "-u", "change", "none")).toMatchObject({ code: 3 });
  expect(await box.exec("s6-rc", "-up", "change", "optional")).toMatchObject({ code: 0 });
  expect((await box.exec("s6-rc", "-a", "list")).stdout).toBe("optional\n");
  expect(await box.shell("cat /tmp/log")).toBe("first up\nx up\nfirst down\noptional up");
  expect(await box.exec("s6-rc", "diff")).toMatchObject({ code: 0, stdout: "" });
  expect(await box.exec("s6-rc", "-dp", "change", "optional")).toMatchObject({ code: 100 });
});

test("porthole-init config-versions tells which confs differ from their samples", async () => {
  await using box = await Box.ready({
    files: {
      "/etc/s6-overlay/s6-rc.d/init-versions/type": "oneshot",
      "/etc/s6-overlay/s6-rc.d/init-versions/up": "porthole-init config-versions /config/nginx",
      "/etc/s6-overlay/s6-rc.d/user/contents.d/init-versions": "",
      "/config/nginx/a.conf": "## Version 2024/01/31\n",
      "/config/nginx/a.conf.sample": "## Version 2025/02/28\n",
    },
  });
  expect((await box.logs()).stdout).toContain("2024/01/31  2025/02/28  /config/nginx/a.conf\n");
  expect((await box.exec("porthole-init", "config-versions")).code).toBe(2);
});

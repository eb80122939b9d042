import { expect, test } from "vitest";
import { Box } from "./box.ts";
import { longrun } from "./services.ts";

test("a pipeline survives a restart of its producer and of its consumer", async () => {
  await using box = await Box.ready({
    files: {
      ...longrun("app", "echo begin; while :; do echo tick; sleep 0.1; done", {
        files: { "producer-for": "app-log\n" },
        bundle: "user",
      }),
      ...longrun("app-log", "exec cat >> /tmp/log", {
        files: { "consumer-for": "app\n", "pipeline-name": "app-pipeline\n" },
        bundle: "user",
      }),
    },
  });
  await box.shell("until grep -q begin /tmp/log; do sleep 0.02; done");
  const reader = await box.shell("s6-svstat -o pid app-log");
  await box.exec("s6-svc", "-r", "-wR", "app");
  await box.shell("until [ $(grep -c begin /tmp/log) = 2 ]; do sleep 0.02; done");
  expect(await box.shell("s6-svstat -o pid app-log")).toBe(reader);
  const writer = await box.shell("s6-svstat -o pid app");
  await box.exec("s6-svc", "-k", "-wR", "app-log");
  const before = Number(await box.shell("grep -c tick /tmp/log"));
  await box.shell(`until [ $(grep -c tick /tmp/log) -gt ${before + 3} ]; do sleep 0.02; done`);
  expect(await box.shell("s6-svstat -o pid app")).toBe(writer);
  expect((await box.logs()).stdout).not.toContain("tick");
});

test("at stop a slow consumer still gets the last lines of its producer", async () => {
  const farewell = "trap 'seq -f \"last %.0f\" 2000; exit' TERM; echo >&3; while :; do sleep 0.02; done";
  await using box = await Box.ready({
    files: {
      ...longrun("app", farewell, { files: { "producer-for": "app-log\n", "notification-fd": "3\n" } }),
      ...longrun(
        "app-log",
        'while read -r line; do echo "got $line"; case $line in *00) sleep 0.02; esac; done; echo all read',
        {
          files: { "consumer-for": "app\n", "pipeline-name": "app-pipeline\n" },
        },
      ),
    },
  });
  expect((await box.stop()).code).toBe(0);
  const { stdout } = await box.logs();
  expect(stdout).toContain("got last 2000\n");
  expect(stdout).toContain("all read\n");
});

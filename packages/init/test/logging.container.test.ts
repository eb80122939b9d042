import { expect, test } from "vitest";
import { Box, docker } from "./box.ts";
import { longrun } from "./services.ts";

const LOG = "/run/uncaught-logs/current";
const STAMP = /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{9} {2}/;

const talker = longrun(
  "svc-x",
  "trap 'echo last words; exit' TERM; echo hello; echo oops >&2; echo >&3; while :; do sleep 0.02; done",
  {
    files: { "notification-fd": "3\n" },
  },
);

/** A file of a container that has ended. */
async function fileOf(box: Box, path: string): Promise<string> {
  const { stdout } = await docker("cp", `${box.id}:${path}`, "-");
  return stdout;
}

test("with S6_LOGGING=1 everything is in a file as well, with the time, up to the last words; the command is not", async () => {
  await using box = await Box.create({
    env: { S6_LOGGING: "1" },
    files: talker,
    options: ["--volume", "/run"],
    command: ["sh", "-c", "echo from the command; s6-svwait -U svc-x; sleep 0.2"],
  });
  await box.start();
  expect(await box.exitCode()).toBe(0);
  const { stdout, stderr } = await box.logs();
  const kept = await fileOf(box, LOG);
  for (const text of ["hello", "oops", "[ls.io-init] done.", "last words"]) {
    expect(`${stdout}${stderr}`).toContain(`${text}\n`);
    expect(kept).toContain(`  ${text}\n`);
  }
  expect(stdout).toContain("from the command\n");
  expect(kept).not.toContain("from the command");
  const lines = kept.split("\n").filter(line => line.includes("hello"));
  expect(lines.every(line => STAMP.test(line.replace(/^.*\0/, "")))).toBe(true);
});

test("with S6_LOGGING=2 all of it is in the file alone, by the script that is asked for and as that user", async () => {
  await using box = await Box.create({
    env: { S6_LOGGING: "2", S6_LOGGING_SCRIPT: "n3 s4096 t", S6_CATCHALL_USER: "nobody" },
    files: talker,
    options: ["--volume", "/run"],
    command: [
      "sh",
      "-c",
      "seq 2000; until [ $(ls /run/uncaught-logs | grep -c '^@') = 3 ]; do sleep 0.05; done; stat -c %U /run/uncaught-logs; ls /run/uncaught-logs | grep -c '^@'",
    ],
  });
  await box.start();
  expect(await box.exitCode()).toBe(0);
  expect(await box.logs()).toMatchObject({ stdout: "", stderr: "" });
  const kept = await fileOf(box, LOG);
  expect(kept).toMatch(/@4000[0-9a-f]{20} nobody\n@4000[0-9a-f]{20} 3\n/);
  expect(kept).toContain("last words\n");
});

test("a logger that is killed comes back, and nothing is lost; a bad script is told", async () => {
  await using box = await Box.ready({
    env: { S6_LOGGING: "1", S6_LOGGING_SCRIPT: "n3 !gzip" },
    files: talker,
  });
  expect((await box.logs()).stderr).toContain('S6_LOGGING_SCRIPT: the directive "!gzip" is not available');
  const logger = "grep -l ^s6-log /proc/[0-9]*/cmdline | head -n 1 | cut -d/ -f 3";
  await box.shell(`kill -9 $(${logger})`);
  await box.shell("echo after > /proc/1/fd/1");
  await box.logged("after\n");
  expect((await box.stop()).code).toBe(0);
  expect((await box.logs()).stdout).toContain("last words\n");
});

test("logutil-service keeps what a pipeline brings in a folder of nobody's", async () => {
  await using box = await Box.ready({
    files: {
      ...longrun("app", "echo one; echo two; exec sleep 99", { files: { "producer-for": "app-log\n" } }),
      ...longrun("app-log", "exec logutil-service /var/log/app", {
        files: { "consumer-for": "app\n", "notification-fd": "3\n" },
      }),
    },
  });
  await box.shell("until grep -q two /var/log/app/current; do sleep 0.02; done");
  expect(await box.shell("stat -c %U /var/log/app /var/log/app/current")).toBe("nobody\nnobody");
  const lines = (await box.shell("cat /var/log/app/current")).split("\n");
  expect(lines.map(line => line.replace(STAMP, ""))).toEqual(["one", "two"]);
});

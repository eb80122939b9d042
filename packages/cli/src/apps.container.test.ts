import { execFileSync, spawn } from "node:child_process";
import { readFile, rm, stat } from "node:fs/promises";
import { join } from "node:path";
import { findContainer, removeContainer } from "@porthole/engine";
import { TOY, TOY_PORT, type ToyProject, toyProject } from "@porthole/fleet/testing";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { MAIN, plainEnv, porthole } from "./testing/run.ts";

const CONTAINER = `porthole-${TOY}`;
let project: ToyProject;
const run = (...words: string[]) => porthole(words, project.env);

beforeAll(async () => {
  project = await toyProject();
  // Builds the image, so that no test's time depends on it.
  expect(await run("up", TOY)).toMatchObject({ code: 0 });
  await cleanUp();
});

afterEach(cleanUp);

afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

async function cleanUp(): Promise<void> {
  await removeContainer(project.fleet.engine, CONTAINER);
  await rm(join(project.root, "state"), { recursive: true, force: true });
  await rm(join(project.root, "data"), { recursive: true, force: true });
}

test("an app's whole life: up, up again, status, logs, exec, open, restart, down, up", async () => {
  const data = join(project.root, "data/porthole", TOY);
  const first = await run("up", TOY);
  expect(first).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Starting the container \.\.\.\n/) });
  expect(first.stdout).toBe(
    `✓ Toy is ready.\n  open      http://localhost:${TOY_PORT}\n  data      ${data}\n  stop      porthole down ${TOY}\n`,
  );

  const began = performance.now();
  const second = await run("up", TOY);
  expect(second).toMatchObject({
    code: 0,
    stderr: "",
    stdout: expect.stringMatching(/^✓ Toy is already up\./),
  });
  // Promised: 0.7 s on a quiet machine.
  expect(performance.now() - began).toBeLessThan(2000);

  const status = await run("status", "--json");
  const report = {
    name: TOY,
    state: "ready",
    url: `http://localhost:${TOY_PORT}`,
    httpsUrl: null,
    container: CONTAINER,
    image: expect.stringContaining(`porthole/${TOY}:`),
    data,
    since: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
  };
  expect(toyOf(status.stdout)).toEqual(report);
  const close = JSON.parse((await run("status", TOY, "--json")).stdout) as { services: { name: string }[] };
  expect(close).toMatchObject({ ...report, lan: false, password: null, reason: null });
  expect(close.services.map(service => service.name)).toContain("svc-toy");
  expect((await run("status", TOY)).stdout).toMatch(/svc-toy +longrun +(up|ready) +\d+/);
  expect((await run("status")).stdout).toMatch(
    new RegExp(`^${TOY} +ready +http://localhost:${TOY_PORT} `, "m"),
  );

  const logs = await run("logs", TOY, "-n", "3");
  expect(logs.stdout.trimEnd().split("\n").length).toBeLessThanOrEqual(3);
  const whole = (await run("logs", TOY)).stdout;
  expect(whole).toContain("toy: at your service\n");
  expect(whole).toContain("[ls.io-init] done.\n");

  expect(await run("exec", TOY, "sh", "-c", "echo out; echo err >&2; exit 7")).toEqual({
    code: 7,
    stdout: "out\n",
    stderr: "err\n",
  });
  const asUser = await run(
    "exec",
    "-u",
    "1234:5678",
    "-e",
    "A=b",
    "-w",
    "/config",
    TOY,
    "sh",
    "-c",
    "id -u; echo $A; pwd",
  );
  expect(asUser.stdout).toBe("1234\nb\n/config\n");

  const plain = await porthole(["open", TOY], {
    ...project.env,
    DISPLAY: undefined,
    WAYLAND_DISPLAY: undefined,
  });
  expect(plain).toEqual({ code: 0, stdout: `http://localhost:${TOY_PORT}\n`, stderr: "" });

  const restarted = await run("restart", TOY, "--json");
  expect(JSON.parse(restarted.stdout)).toMatchObject({ state: "ready", container: CONTAINER });

  expect(await run("down", TOY)).toMatchObject({ code: 0, stdout: expect.stringContaining("is stopped") });
  expect(await findContainer(project.fleet.engine, CONTAINER)).toBeUndefined();
  expect(toyOf((await run("status", "--json")).stdout)).toEqual({
    ...report,
    state: "stopped",
    url: null,
    container: null,
    image: null,
  });
  expect(await run("down", TOY)).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("was not running"),
  });
  for (const words of [
    ["exec", TOY, "true"],
    ["logs", TOY],
    ["open", TOY],
    ["restart", TOY],
  ]) {
    expect(await run(...words)).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("[app-not-running]"),
    });
  }

  const again = await run("up", TOY, "--json");
  expect(JSON.parse(again.stdout)).toEqual(report);
  expect((await stat(join(data, "started"))).isFile()).toBe(true);
});

describe("standard input and terminals", () => {
  test("what is piped in reaches the command, to its end", async () => {
    await run("up", TOY);
    const out = execFileSync(process.execPath, [MAIN, "exec", TOY, "wc", "-c"], {
      env: plainEnv(project.env),
      input: "x".repeat(200_000),
      encoding: "utf8",
    });
    expect(out.trim()).toBe("200000");
  });

  test("a terminal gets a shell with a terminal of its size, and its exit code", async () => {
    await run("up", TOY);
    const child = spawn(
      "script",
      ["-q", "-e", "-c", `stty rows 33 cols 77; ${process.execPath} ${MAIN} exec ${TOY}`, "/dev/null"],
      { env: plainEnv({ ...project.env, TERM: "xterm" }), stdio: ["pipe", "pipe", "inherit"] },
    );
    let screen = "";
    child.stdout.setEncoding("utf8").on("data", (text: string) => (screen += text));
    const closed = new Promise(resolve => child.once("close", resolve));
    await expect.poll(() => screen).toMatch(/[#$] /);
    child.stdin.write("stty size; tty\n");
    await expect.poll(() => screen).toMatch(/33 77\r+\n\/dev\/pts\/\d+/);
    child.stdin.write("exit 5\n");
    expect(await closed).toBe(5);
  });
});

test("two at once: one starts it, the other says that it waits, both find it ready", async () => {
  const both = await Promise.all([run("up", TOY), run("up", TOY)]);
  expect(both.map(({ code }) => code)).toEqual([0, 0]);
  const words = both.map(({ stdout }) => /is (ready|already up)/.exec(stdout)?.[1]).sort();
  expect(words).toEqual(["already up", "ready"]);
  expect(both.map(({ stderr }) => stderr).join("")).toContain(
    `Another command is working on ${TOY}; waiting for it`,
  );
});

test("Ctrl-C while an app gets ready leaves nothing", async () => {
  const child = spawn(process.execPath, [MAIN, "up", TOY, "--env", "TOY_MODE=slow"], {
    env: plainEnv(project.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let told = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (told += text));
  const closed = new Promise(resolve => child.once("close", resolve));
  await expect.poll(() => told).toContain("Getting ready");
  child.kill("SIGINT");
  expect(await closed).toBe(130);
  expect(told).toContain("stopped; nothing half-made is left");
  expect(await findContainer(project.fleet.engine, CONTAINER)).toBeUndefined();
  await expect(stat(join(project.root, "state/porthole/apps", `${TOY}.json`))).rejects.toMatchObject({
    code: "ENOENT",
  });
});

test("a follower of the log gets what comes, and Ctrl-C ends it in peace", async () => {
  await run("up", TOY);
  const child = spawn(process.execPath, [MAIN, "logs", TOY, "--follow", "-n", "0"], {
    env: plainEnv(project.env),
    stdio: ["ignore", "pipe", "pipe"],
  });
  let heard = "";
  child.stdout.setEncoding("utf8").on("data", (text: string) => (heard += text));
  const closed = new Promise(resolve => child.once("close", resolve));
  await expect
    .poll(
      async () => {
        await run("exec", TOY, "sh", "-c", "echo from inside > /proc/1/fd/1");
        return heard;
      },
      { timeout: 20_000 },
    )
    .toContain("from inside\n");
  child.kill("SIGINT");
  expect(await closed).toBe(0);
});

test("a mirror that does not answer: what, and the whole log in a file", async () => {
  const { code, stderr } = await run("up", TOY, "--rebuild", "--mirror", "http://127.0.0.1:9/debian");
  expect(code).toBe(1);
  expect(stderr).toContain("[mirror-unreachable]");
  const path = /The full log:\n\s+(\S+)/.exec(stderr)?.[1] ?? "";
  expect(await readFile(path, "utf8")).toContain("127.0.0.1");
  expect(await findContainer(project.fleet.engine, CONTAINER)).toBeUndefined();
});

test("image build and image list know what stands in the engine", async () => {
  const built = await run("image", "build", TOY);
  expect(built).toMatchObject({
    code: 0,
    stdout: expect.stringMatching(new RegExp(`^porthole/${TOY}:[0-9a-f]{12}\\n$`)),
  });
  const { stdout } = await run("image", "list", "--json");
  expect(JSON.parse(stdout)).toContainEqual(
    expect.objectContaining({
      name: TOY,
      state: "built",
      tag: built.stdout.trim(),
      size: expect.any(Number),
    }),
  );
  expect((await run("image", "list")).stdout).toMatch(new RegExp(`^NAME.*\\n[\\s\\S]*${TOY} +built`));
});

test("doctor finds the engine, and the app's own container on its ports", async () => {
  await run("up", TOY);
  const findings = JSON.parse((await run("doctor", "--json")).stdout) as { id: string; level: string }[];
  const level = (id: string) => findings.find(finding => finding.id === id)?.level;
  expect([level("engine"), level("engine-api"), level(`ports-${TOY}`)]).toEqual(["ok", "ok", "ok"]);
});

/** The app in the answer of `status --json`; the machine may run others. */
function toyOf(stdout: string): unknown {
  return (JSON.parse(stdout) as { name: string }[]).find(app => app.name === TOY);
}

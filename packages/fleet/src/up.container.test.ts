import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, readdir, rm, stat } from "node:fs/promises";
import { connect, createServer } from "node:net";
import { join } from "node:path";
import { connectEngine, execInContainer, findContainer, removeContainer } from "@porthole/engine";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { capture } from "../../../tests/support/shell.ts";
import { down, restart } from "./down.ts";
import { readSettings } from "./settings.ts";
import { statusAll, statusOne } from "./status.ts";
import { TOY, TOY_PORT, type ToyProject, toyProject } from "./testing/toy.ts";
import { type UpEvent, up } from "./up.ts";

const CONTAINER = `porthole-${TOY}`;
let project: ToyProject;
let fleet: ToyProject["fleet"];

beforeAll(async () => {
  project = await toyProject();
  fleet = project.fleet;
  // Builds the image, so that no test's time depends on it.
  await up(fleet, TOY);
  await cleanUp();
});

afterEach(cleanUp);

async function cleanUp(): Promise<void> {
  await removeContainer(fleet.engine, CONTAINER);
  await rm(join(project.root, "state"), { recursive: true, force: true });
  await rm(join(project.root, "data"), { recursive: true, force: true });
}

afterAll(async () => {
  await project[Symbol.asyncDispose]();
});

describe("up", () => {
  test("gives a ready app on loopback, its data in a folder of the person's", async () => {
    const { app, already, newPassword } = await up(fleet, TOY);
    expect(app).toMatchObject({
      name: TOY,
      state: "ready",
      url: `http://localhost:${TOY_PORT}`,
      httpsUrl: null,
      container: CONTAINER,
      image: expect.stringMatching(new RegExp(`^porthole/${TOY}:[0-9a-f]{12}$`)),
      data: join(project.root, "data/porthole", TOY),
      lan: false,
      password: null,
    });
    expect(Math.abs(Date.now() - Date.parse(app.since ?? ""))).toBeLessThan(60_000);
    expect({ already, newPassword }).toEqual({ already: false, newPassword: false });
    const started = await stat(join(app.data, "started"));
    expect(started.uid).toBe(fleet.home.owner.uid);
    expect(await capture("docker", "port", CONTAINER)).toBe(`${TOY_PORT}/tcp -> 127.0.0.1:${TOY_PORT}`);
    const shm = await execInContainer(fleet.engine, CONTAINER, ["df", "-m", "--output=size", "/dev/shm"]);
    expect(shm.stdout).toMatch(/\b100\b/);
  });

  test("a second time changes nothing and says so", async () => {
    await up(fleet, TOY);
    const before = await findContainer(fleet.engine, CONTAINER);
    const second = await up(fleet, TOY);
    expect(second).toMatchObject({ already: true, app: { state: "ready" } });
    expect(await findContainer(fleet.engine, CONTAINER)).toEqual(before);
  });

  test("two at once: the second waits, says so, and finds it ready", async () => {
    const said: UpEvent[] = [];
    const [first, second] = await Promise.all([
      up(fleet, TOY),
      up(fleet, TOY, { onEvent: event => said.push(event) }),
    ]);
    expect([first.already, second.already]).toEqual([false, true]);
    expect(said).toEqual([{ kind: "waiting", text: expect.stringContaining(TOY) }]);
  });

  test("choices outlive down, and the data too", async () => {
    const data = join(project.root, "elsewhere");
    await up(fleet, TOY, { data, ports: [`47312:${TOY_PORT}`], env: ["COLOUR=green"] });
    await down(fleet, TOY);
    expect(await statusOne(fleet, TOY)).toMatchObject({ state: "stopped", container: null, url: null, data });
    expect(await readdir(data)).toContain("started");
    const { app } = await up(fleet, TOY);
    expect(app).toMatchObject({ data, url: "http://localhost:47312" });
    const env = await execInContainer(fleet.engine, CONTAINER, ["printenv", "COLOUR"]);
    expect(env).toMatchObject({ exitCode: 0, stdout: "green\n" });
    const forgot = await up(fleet, TOY, { forget: true });
    expect(forgot.app).toMatchObject({ data, url: `http://localhost:${TOY_PORT}` });
    await rm(data, { recursive: true });
  });

  test("with lan it is published everywhere, with a password made once and kept", async () => {
    const first = await up(fleet, TOY, { lan: true });
    expect(first).toMatchObject({ newPassword: true, app: { lan: true, user: "toy" } });
    expect(await capture("docker", "port", CONTAINER)).toBe(`${TOY_PORT}/tcp -> 0.0.0.0:${TOY_PORT}`);
    const env = await execInContainer(fleet.engine, CONTAINER, ["printenv", "TOY_PASS"]);
    expect(env.stdout.trim()).toBe(first.app.password);
    const again = await up(fleet, TOY);
    expect(again).toMatchObject({ newPassword: false, already: true });
    expect(await statusOne(fleet, TOY)).toMatchObject({ password: first.app.password });
    const back = await up(fleet, TOY, { lan: false });
    expect(back.app).toMatchObject({ lan: false, password: null });
    expect(await capture("docker", "port", CONTAINER)).toContain("127.0.0.1");
  });
});

describe("what may go wrong", () => {
  test("a port that a program holds: told before anything is made", async () => {
    const server = createServer();
    server.listen(TOY_PORT, "127.0.0.1");
    await once(server, "listening");
    try {
      await expect(up(fleet, TOY)).rejects.toMatchObject({
        id: "port-taken",
        why: expect.stringContaining(`process ${process.pid}`),
      });
    } finally {
      server.close();
    }
    await nothingIsLeft();
  });

  test("a port that another container holds: told with its name", async () => {
    const other = `${TOY}-other`;
    const image = `porthole/${TOY}:latest`;
    const publish = `127.0.0.1:${TOY_PORT}:80`;
    await capture(
      "docker",
      "run",
      "-d",
      "--name",
      other,
      "-p",
      publish,
      "--entrypoint",
      "sleep",
      image,
      "60",
    );
    try {
      await expect(up(fleet, TOY)).rejects.toMatchObject({
        id: "port-taken",
        why: `It is held by the container ${other}.`,
      });
    } finally {
      await capture("docker", "rm", "--force", other);
    }
    await nothingIsLeft();
  });

  test("a container of that name which is not Porthole's is left alone", async () => {
    await capture(
      "docker",
      "create",
      "--name",
      CONTAINER,
      "--label",
      "porthole.app=",
      `porthole/${TOY}:latest`,
    );
    await capture("docker", "rm", CONTAINER);
    const root = await capture("docker", "images", "--format", "{{.Repository}}:{{.Tag}}", "porthole/root");
    await capture("docker", "create", "--name", CONTAINER, root.split("\n")[0] ?? "", "true");
    await expect(up(fleet, TOY)).rejects.toMatchObject({ id: "container-name-taken" });
    expect(await findContainer(fleet.engine, CONTAINER)).toBeDefined();
  });

  test("a step that fails: its reason and the last lines; the container stays to be looked at", async () => {
    await expect(up(fleet, TOY, { env: ["TOY_MODE=fail"] })).rejects.toMatchObject({
      id: "app-failed",
      why: expect.stringMatching(/init-toy[\s\S]*toy: no settings/),
    });
    expect(await statusOne(fleet, TOY)).toMatchObject({
      state: "unhealthy",
      reason: expect.stringContaining("init-toy"),
    });
    const { app, already } = await up(fleet, TOY, { env: ["TOY_MODE="] });
    expect([app.state, already]).toEqual(["ready", false]);
  });

  test("an app that ends while it starts: its exit code and last lines; it is not started over and over", async () => {
    await expect(up(fleet, TOY, { env: ["TOY_MODE=die"] })).rejects.toMatchObject({
      id: "app-died",
      why: expect.stringContaining("toy: giving up"),
    });
    const container = await findContainer(fleet.engine, CONTAINER);
    expect(container).toMatchObject({ running: false, restarting: false });
    expect((await statusAll(fleet)).find(app => app.name === TOY)).toMatchObject({ state: "stopped" });
  });

  test("an app that is not ready in time: what it still waits for", async () => {
    await expect(up(fleet, TOY, { env: ["TOY_MODE=slow"], timeoutSeconds: 1 })).rejects.toMatchObject({
      id: "app-not-ready",
      why: expect.stringContaining("init-toy"),
    });
    expect(await statusOne(fleet, TOY)).toMatchObject({ state: "starting" });
  });

  test("interrupted while it gets ready: no container, no settings, no empty data folder", async () => {
    const controller = new AbortController();
    const services: string[] = [];
    const running = up(fleet, TOY, {
      env: ["TOY_MODE=slow"],
      signal: controller.signal,
      onEvent: event => {
        if (event.kind === "service") {
          services.push(event.name);
          controller.abort();
        }
      },
    });
    await expect(running).rejects.toMatchObject({ name: "AbortError" });
    expect(services[0]).toBe("init-toy");
    await nothingIsLeft();
  });

  test("taken down by another command while it gets ready", async () => {
    const outcome = up(fleet, TOY, { env: ["TOY_MODE=slow"] }).catch((error: unknown) => error);
    await expect.poll(async () => (await findContainer(fleet.engine, CONTAINER))?.running).toBe(true);
    expect(await down(fleet, TOY)).toBe(true);
    expect(await outcome).toMatchObject({ id: expect.stringMatching(/^app-(gone|died)$/) });
  });

  test("an engine that dies half-way is told as that", async () => {
    const socket = join(project.root, "engine.sock");
    const proxy = createServer(client => {
      const upstream = connect(fleet.engine.endpoint.socketPath ?? "/var/run/docker.sock");
      for (const [from, to] of [
        [client, upstream],
        [upstream, client],
      ] as const) {
        from.on("error", () => to.destroy());
        from.on("close", () => to.destroy());
        from.pipe(to);
      }
      sockets.push(() => client.destroy());
    });
    const sockets: (() => void)[] = [];
    proxy.listen(socket);
    await once(proxy, "listening");
    const engine = await connectEngine({ DOCKER_HOST: `unix://${socket}` });
    const running = up({ ...fleet, engine }, TOY, {
      env: ["TOY_MODE=slow"],
      onEvent: event => {
        if (event.kind === "service") {
          proxy.close();
          for (const end of sockets) {
            end();
          }
        }
      },
    });
    await expect(running).rejects.toMatchObject({ id: "engine-died" });
  });

  test("a full disk below the data folder", async () => {
    const small = join(project.root, "small");
    await mkdir(small);
    asRoot("mount", "-t", "tmpfs", "-o", "size=64k,mode=777", "tmpfs", small);
    try {
      execFileSync("sh", ["-c", `cat /dev/zero > '${small}/filler' || true`], { stdio: "ignore" });
      await expect(up(fleet, TOY, { data: join(small, "data") })).rejects.toMatchObject({ id: "disk-full" });
      expect(await readdir(small)).toEqual(["filler"]);
    } finally {
      asRoot("umount", small);
    }
    expect(await readSettings(fleet.home, TOY)).toBeUndefined();
  });
});

test("restart keeps the container and waits until it is ready again", async () => {
  await up(fleet, TOY);
  const before = await findContainer(fleet.engine, CONTAINER);
  const app = await restart(fleet, TOY);
  const after = await findContainer(fleet.engine, CONTAINER);
  expect(app.state).toBe("ready");
  expect(after?.id).toBe(before?.id);
  expect(after?.startedAt.getTime()).toBeGreaterThan(before?.startedAt.getTime() ?? 0);
});

test("down of what is not running is no failure; restart of it is", async () => {
  expect(await down(fleet, TOY)).toBe(false);
  await expect(restart(fleet, TOY)).rejects.toMatchObject({ id: "app-not-running" });
});

async function nothingIsLeft(): Promise<void> {
  expect(await findContainer(fleet.engine, CONTAINER)).toBeUndefined();
  expect(await readSettings(fleet.home, TOY)).toBeUndefined();
  await expect(stat(join(project.root, "data/porthole", TOY, "started"))).rejects.toMatchObject({
    code: "ENOENT",
  });
}

function asRoot(...command: string[]): void {
  const [file = "", ...args] = process.geteuid?.() === 0 ? command : ["sudo", ...command];
  execFileSync(file, args);
}

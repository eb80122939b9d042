import { chmod, cp, readFile, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:https";
import { networkInterfaces } from "node:os";
import { join } from "node:path";
import { connectEngine, type Engine } from "@porthole/engine";
import { afterAll, beforeAll, expect, test } from "vitest";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { capture, inImage } from "../../../tests/support/shell.ts";
import { loadCatalog } from "./catalog.ts";
import { type BuildOptions, ensureImage } from "./ensure-image.ts";

/** Images of these tests, removed at the end; the Debian root below them is shared with the real ones. */
const NAMES = ["fixture-base", "fixture-tool"];
const base = {
  name: "fixture-base",
  title: "Fixture",
  summary: "For tests.",
  from: { debian: "trixie" },
  packages: ["netbase"],
  env: { GREETING: "hello" },
};
const tool = {
  name: "fixture-tool",
  title: "Fixture tool",
  summary: "For tests.",
  from: { image: "fixture-base" },
  env: { TOOL: "1" },
};
const images = {
  "images/fixture-base": base,
  "images/fixture-tool": tool,
  "images/fixture-base/root/etc/fixture": "base\n",
  "images/fixture-base/root/bin/fixture": "#!/bin/sh\necho from base\n",
  "images/fixture-tool/root/etc/fixture": "tool\n",
};

let engine: Engine;

beforeAll(async () => {
  engine = await connectEngine();
});

afterAll(async () => {
  for (const name of NAMES) {
    for (const label of [`porthole.image=${name}`, `porthole.layer=${name}`]) {
      for (const image of await engine.docker.listImages({ filters: { label: [label] } })) {
        for (const tag of image.RepoTags ?? []) {
          await engine.docker
            .getImage(tag)
            .remove({ force: true })
            .catch(() => undefined);
        }
      }
    }
  }
});

async function build(root: string, name: string, options: BuildOptions = {}) {
  const steps: string[] = [];
  const image = await ensureImage(engine, root, await loadCatalog(root), name, {
    ...options,
    onEvent: event => void (event.kind === "start" && steps.push(event.step)),
  });
  return { ...image, steps };
}

async function buildContainers(): Promise<string> {
  return capture("docker", "ps", "-aq", "--filter", "name=porthole.build.");
}

test("a chain builds; files of the image win over its parent's; environment adds up; nothing of the way there is left", async () => {
  await using fixture = await projectFixture(images);
  await chmod(join(fixture.root, "images/fixture-base/root/bin/fixture"), 0o755);
  const image = await build(fixture.root, "fixture-tool");

  expect(
    await inImage(image.tag, 'cat /etc/fixture; fixture; echo "$GREETING $TOOL"; cat /etc/protocols | wc -l'),
  ).toMatch(/^tool\nfrom base\nhello 1\n[1-9]/);
  expect(
    await inImage(
      image.tag,
      "ls -A /var/lib/apt/lists /var/cache/apt /mnt /tmp | grep -v ':$' | tr -d '\\n'",
    ),
  ).toMatch(/^(lock)?(partial)?$/);
  expect(await inImage(image.tag, "test -L /bin && id -u")).toBe("0");
  expect(await capture("docker", "history", "--format", "{{.Comment}}", image.tag)).toContain(
    "files of fixture-tool",
  );
  expect(await capture("docker", "image", "inspect", "-f", "{{.Id}}", "porthole/fixture-tool:latest")).toBe(
    image.id,
  );
  expect(await buildContainers()).toBe("");
});

test("what is built and unchanged is reused; a changed file builds one layer and installs nothing", async () => {
  await using fixture = await projectFixture(images);
  const first = await build(fixture.root, "fixture-tool");
  const again = await build(fixture.root, "fixture-tool");
  expect(again).toEqual({ ...first, steps: [] });

  await writeFile(join(fixture.root, "images/fixture-base/root/etc/fixture-more"), "new\n");
  const changed = await build(fixture.root, "fixture-tool");
  expect(changed.steps).toEqual(["image fixture-tool"]);
  expect(changed.id).not.toBe(first.id);
  expect(await inImage(changed.tag, "cat /etc/fixture-more")).toBe("new");
});

test("a service that could not start stops the build, with the file and the line", async () => {
  const folder = "images/fixture-tool/root/etc/s6-overlay/s6-rc.d/bad";
  await using fixture = await projectFixture({
    "images/fixture-tool": { ...tool, from: { image: "base" } },
    [`${folder}/type`]: "oneshot\n",
    [`${folder}/up`]: "foreground { true }\nforx i { 1 2 } echo $i\n",
  });
  const project = join(import.meta.dirname, "../../..");
  for (const name of ["packages", "node_modules"])
    await symlink(join(project, name), join(fixture.root, name));
  await cp(join(project, "images/base"), join(fixture.root, "images/base"), { recursive: true });
  await expect(build(fixture.root, "fixture-tool")).rejects.toMatchObject({
    id: "build-failed",
    why: expect.stringContaining("/s6-rc.d/bad/up:2: the execline program forx is not available"),
  });
});

test("a build script that fails is shown with its last lines, and no half-made image or container is left", async () => {
  await using fixture = await projectFixture({
    ...images,
    "images/fixture-tool/build.sh": "echo about to fail\nexit 9\n",
  });
  await expect(build(fixture.root, "fixture-tool")).rejects.toMatchObject({
    id: "build-failed",
    message: expect.stringContaining("exit code 9"),
    why: expect.stringContaining("about to fail"),
  });
  expect(await buildContainers()).toBe("");
});

test("a build that is stopped, at whatever moment, leaves nothing half-made", async () => {
  await using fixture = await projectFixture({ ...images, "images/fixture-tool/build.sh": "sleep 60\n" });
  for (const moment of [0, 50, 100, 200, 300, 500, 1500]) {
    const stop = new AbortController();
    const reason = new Error("stopped by the user");
    const building = build(fixture.root, "fixture-tool", { signal: stop.signal });
    setTimeout(() => stop.abort(reason), moment);
    await expect(building).rejects.toBe(reason);
    expect(await buildContainers(), `stopped after ${moment} ms`).toBe("");
  }
});

test("a mirror that does not answer is named", async () => {
  await using fixture = await projectFixture({
    ...images,
    "images/fixture-tool": { ...tool, packages: ["hello"] },
  });
  await expect(
    build(fixture.root, "fixture-tool", { mirror: "http://mirror.invalid/debian" }),
  ).rejects.toMatchObject({ id: "mirror-unreachable", message: expect.stringContaining("mirror.invalid") });
});

test("a certificate given for the build is trusted by it and is not in the image", async () => {
  await using keys = await projectFixture({});
  const [key, cert] = [join(keys.root, "key.pem"), join(keys.root, "cert.pem")];
  const gateway = networkInterfaces().docker0?.find(address => address.family === "IPv4")?.address;
  // biome-ignore format: one option a word
  await capture("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=proxy",
    "-addext", `subjectAltName=IP:${gateway}`, "-keyout", key, "-out", cert);
  const server = createServer(
    { key: await readFile(key), cert: await readFile(cert) },
    (_request, response) => {
      response.end("trusted");
    },
  );
  await new Promise<void>(resolve => server.listen(0, gateway, resolve));
  const { port } = server.address() as { port: number };
  try {
    await using fixture = await projectFixture({
      ...images,
      "images/fixture-tool": { ...tool, packages: ["curl"] },
      "images/fixture-tool/build.sh": `curl -sS https://${gateway}:${port}/ > /fetched\n`,
    });
    await expect(build(fixture.root, "fixture-tool")).rejects.toMatchObject({ id: "build-failed" });
    const image = await build(fixture.root, "fixture-tool", { caFile: cert });
    expect(await inImage(image.tag, "cat /fetched")).toBe("trusted");
    expect(await inImage(image.tag, "env; grep -rl 'BEGIN CERTIFICATE' /mnt /etc/apt || true")).not.toMatch(
      /mnt|ca\.pem/,
    );
  } finally {
    server.close();
  }
});

test("a file of certificates that is none is refused before anything is built", async () => {
  await using fixture = await projectFixture({ ...images, "not-a.pem": "hello" });
  await expect(
    build(fixture.root, "fixture-tool", { rebuild: true, caFile: join(fixture.root, "not-a.pem") }),
  ).rejects.toMatchObject({ id: "ca-unreadable", exitCode: 2 });
});

import { execFileSync, spawnSync } from "node:child_process";
import { once } from "node:events";
import { rm } from "node:fs/promises";
import { createServer } from "node:http";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { MAIN, plainEnv, porthole, REPOSITORY } from "./testing/run.ts";

/** No engine is there, and the catalog is this one. */
let env: Record<string, string>;
let fixture: Awaited<ReturnType<typeof projectFixture>>;

beforeAll(async () => {
  fixture = await projectFixture({
    "images/base": { name: "base", title: "Base", summary: "Below.", from: { debian: "trixie" } },
    "images/clock": {
      name: "clock",
      title: "Clock",
      summary: "Tells the time.",
      from: { image: "base" },
      ports: [{ port: 3000, protocol: "http", purpose: "page" }],
      web: { http: 3000 },
      app: {},
    },
  });
  env = {
    PORTHOLE_ROOT: fixture.root,
    XDG_STATE_HOME: join(fixture.root, "state"),
    XDG_DATA_HOME: join(fixture.root, "data"),
    DOCKER_HOST: `unix://${fixture.root}/no-engine.sock`,
  };
});
afterAll(async () => {
  await rm(fixture.root, { recursive: true, force: true });
});

test("--version is the version of the repository", async () => {
  const { version } = (await import("../../../package.json", { with: { type: "json" } })).default;
  expect(await porthole(["--version"])).toEqual({ code: 0, stdout: `${version}\n`, stderr: "" });
});

describe("help", () => {
  test("lists every command and where to start", async () => {
    const { code, stdout } = await porthole(["help"]);
    expect(code).toBe(0);
    for (const word of [
      "up",
      "down",
      "restart",
      "logs",
      "exec",
      "status",
      "open",
      "doctor",
      "image",
      "app",
      "test",
    ]) {
      expect(stdout).toMatch(new RegExp(`^  ${word}\\b`, "m"));
    }
    expect(stdout).not.toContain("__complete");
  });

  test.each(["up", "down", "restart", "logs", "exec", "status", "open", "doctor", "test", "completion"])(
    "of %s has examples",
    async command => {
      const { code, stdout } = await porthole(["help", command]);
      expect(code).toBe(0);
      expect(stdout).toMatch(new RegExp(`Examples:\\n  porthole ${command} ?`));
    },
  );
});

describe("misuse ends with 2, and tells it on standard error", () => {
  test.each([
    [["upp", "clock"], "Did you mean one of app, up?"],
    [["up"], "missing required argument 'app'"],
    [["up", "clock", "--prot", "80:80"], "Did you mean --port?"],
    [["up", "clock", "--timeout", "soon"], "It must be a whole number."],
    [["up", "clokc"], "Did you mean clock?\n  See all of them:\n    porthole app list\n  [app-unknown]"],
    [["up", "base"], "[app-not-runnable]"],
    [["up", "clock", "--port", "x"], "[port-invalid]"],
    [["up", "clock", "--port", "80:81"], "[port-unknown]"],
    [["completion", "tcsh"], "Allowed choices are bash, zsh, fish."],
    [["image", "build", "bsae"], "Did you mean base?"],
    [["image", "build"], "[image-missing]"],
    [["test", "nothing"], "Allowed choices are"],
  ])("%j", async (words, told) => {
    // These are told before, or without, an engine: `up` looks for one first.
    const engine = createServer((_, response) => response.end("{}"));
    const socket = join(fixture.root, `engine-${Math.random()}.sock`);
    engine.listen(socket);
    await once(engine, "listening");
    try {
      const { code, stdout, stderr } = await porthole(words, { ...env, DOCKER_HOST: `unix://${socket}` });
      expect(stderr).toContain(told);
      expect(stderr).toMatch(/^porthole: /);
      expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    } finally {
      engine.closeAllConnections();
      engine.close();
    }
  });

  test("nothing at all shows the help, on standard error", async () => {
    const { code, stdout, stderr } = await porthole([]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: "" });
    expect(stderr).toContain("Start here:");
  });
});

describe("--json", () => {
  test("app list", async () => {
    const { code, stdout } = await porthole(["app", "list", "--json"], env);
    expect(code).toBe(0);
    expect(JSON.parse(stdout)).toEqual([
      {
        name: "clock",
        title: "Clock",
        summary: "Tells the time.",
        homepage: null,
        ports: [{ port: 3000, protocol: "http", purpose: "page" }],
        signIn: false,
      },
    ]);
  });

  test("a failure is an object with an error, and words on standard error", async () => {
    const { code, stdout, stderr } = await porthole(["status", "--json"], env);
    expect(code).toBe(1);
    expect(JSON.parse(stdout)).toEqual({
      error: {
        id: "engine-unreachable",
        kind: "outside",
        what: "No container engine answers.",
        why: `${env.DOCKER_HOST}: no such socket`,
        todo: expect.stringContaining("DOCKER_HOST"),
      },
    });
    expect(stderr).toMatch(/^porthole: No container engine answers\.[\s\S]*\[engine-unreachable\]\n$/);
  });

  test("misuse too", async () => {
    const { code, stdout } = await porthole(["status", "--jsno", "--json"], env);
    expect(code).toBe(2);
    expect(JSON.parse(stdout)).toMatchObject({ error: { id: "usage", kind: "misuse" } });
  });

  test("doctor: every finding has its id, level and what to do", async () => {
    const { code, stdout } = await porthole(["doctor", "--json"], env);
    const findings = JSON.parse(stdout) as { id: string; level: string; todo: string | null }[];
    expect(code).toBe(1);
    expect(findings.find(f => f.id === "engine")).toMatchObject({ level: "fail", todo: expect.any(String) });
    expect(findings.map(f => f.id)).toEqual(
      expect.arrayContaining([
        "mmdebstrap",
        "chromium",
        "firefox",
        "ports-clock",
        "disk-data",
        "shm",
        "gpu",
        "ca",
      ]),
    );
    for (const { level, todo } of findings) {
      expect(todo === null).toBe(level === "ok");
    }
  });
});

test("a manifest that is wrong is told with the file and the field", async () => {
  const broken = await projectFixture({ "images/bad": { name: "bad", title: "" } });
  try {
    const { code, stderr } = await porthole(["app", "list"], { PORTHOLE_ROOT: broken.root });
    expect(code).toBe(2);
    expect(stderr).toContain("[manifest-invalid]");
    expect(stderr).toContain("images/bad/manifest.ts");
  } finally {
    await broken[Symbol.asyncDispose]();
  }
});

test("colours only where they are wanted", async () => {
  const coloured = await porthole(["app", "list"], { ...env, FORCE_COLOR: "1" });
  expect(coloured.stdout).toContain("\x1b[");
  const plain = await porthole(["app", "list"], { ...env, NO_COLOR: "1" });
  expect(plain.stdout).not.toContain("\x1b[");
});

test("a reader that goes away is no failure", () => {
  const line = `"${process.execPath}" "${MAIN}" help | head -n 1`;
  const out = execFileSync("bash", ["-o", "pipefail", "-c", line], { env: plainEnv(), encoding: "utf8" });
  expect(out).toMatch(/^Usage: porthole/);
});

test("nor is one that goes away while more is still to be written", () => {
  const script = `import { finished, tolerateLostReaders } from "${join(REPOSITORY, "packages/cli/src/exit.ts")}";
tolerateLostReaders();
for (const line of ["one", "two", "three"]) {
  process.stdout.write(line + "\\n");
  await new Promise(resolve => setTimeout(resolve, 100));
}
await finished(0);`;
  const line = `"${process.execPath}" --input-type=module -e '${script}' | head -n 1`;
  const { status, stdout, stderr } = spawnSync("bash", ["-o", "pipefail", "-c", line], { encoding: "utf8" });
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: "one\n", stderr: "" });
});

test("parts of `porthole test` are those of the script that runs them", async () => {
  const { TEST_PARTS } = await import("./test-parts.ts");
  const script = join(REPOSITORY, "scripts/check.ts");
  const { stderr } = spawnSync(process.execPath, [script, "no-such-part"], { encoding: "utf8" });
  expect(
    stderr
      .trim()
      .replace(/^.*there are |\.$/g, "")
      .split(", "),
  ).toEqual(Object.keys(TEST_PARTS));
});

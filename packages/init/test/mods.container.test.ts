import { afterAll, beforeAll, expect, test } from "vitest";
import { Box, buildImage, docker } from "./box.ts";
import { Registry } from "./registry.ts";
import { mod, oneshot } from "./services.ts";
import { toolImage } from "./tool-image.ts";

let registry: Registry;
let host: string;
beforeAll(async () => {
  registry = await Registry.start();
  host = registry.host;
});
afterAll(() => registry[Symbol.asyncDispose]());

async function boot(mods: string, env: Record<string, string> = {}, options: string[] = []): Promise<Box> {
  return Box.ready({ env: { DOCKER_MODS: mods, ...env }, options: [...registry.network, ...options] });
}

function modLines(log: { stdout: string }): string[] {
  return log.stdout.split("\n").filter(line => line.startsWith("[mod-init]"));
}

test("a mod is downloaded, laid over the root, and its steps run; a restart does not apply it again", async () => {
  const digest = await registry.push("me/one", "t", [
    {
      tree: {
        ...mod("one", "echo mod one ran"),
        "bin/from-mod": "#!/bin/sh\necho in bin\n",
        "opt/.hidden": "h",
      },
    },
  ]);
  const label = `${host}/me/one:t`;
  await using box = await boot(label);
  const first = await box.logs();
  expect(modLines(first)).toEqual([
    "[mod-init] Running Docker Modification Logic",
    `[mod-init] Adding ${label} to container`,
    `[mod-init] Downloading ${label} from ${host}`,
    `[mod-init] Installing ${label}`,
    `[mod-init] ${label} applied to container`,
  ]);
  expect(first.stdout).toContain("mod one ran");
  expect(first.stdout.indexOf("applied to container")).toBeLessThan(first.stdout.indexOf("User UID"));
  expect(
    await box.shell("readlink /bin; from-mod; cat /opt/.hidden; stat -c '%U %a' /usr/bin/from-mod /bin/."),
  ).toBe("usr/bin\nin bin\nhroot 755\nroot 755");
  expect(await box.shell("cat /me.one.t")).toBe(digest);
  await box.stop();
  await box.start();
  await box.exec("porthole-init", "wait", "--timeout", "20");
  expect(modLines(await box.logs()).at(-1)).toBe(
    `[mod-init] ${label} at ${digest} has been previously applied, skipping`,
  );
});

test("every layer counts, older elements and whiteouts are left out, several mods come at once", async () => {
  await registry.push("me/layers", "t", [
    { tree: { "opt/a": "first", "opt/b": "first", "etc/cont-init.d/99": "#!/bin/sh\necho never\n" } },
    {
      tree: { "opt/b": "second", "opt/.wh.a": "", "etc/services.d/x/run": "#!/bin/sh\n" },
      compression: "none",
    },
  ]);
  await registry.push("me/two", "t", [{ tree: { "opt/c": "two" } }]);
  await using box = await boot(`${host}/me/layers:t|${host}/me/two:t\n${host}/me/absent:t`);
  expect(
    await box.shell("cat /opt/a /opt/b /opt/c; ls -A /opt /etc/cont-init.d /etc/services.d 2> /dev/null"),
  ).toBe("firstsecondtwo/opt:\na\nb\nc");
  expect((await box.logs()).stdout).toContain(
    `(ERROR) OFFLINE: ${host}/me/absent:t not found in modcache, skipping`,
  );
});

test("an index gives the image of this machine's architecture", async () => {
  const machine = await registry.box.shell("uname -m");
  const mine = machine === "aarch64" ? "arm64" : "amd64";
  const other = mine === "arm64" ? "amd64" : "arm64";
  const push = async (architecture: string) => ({
    architecture,
    digest: await registry.push("me/index", architecture, [{ tree: { "opt/arch": architecture } }]),
  });
  const stranger = await push(other);
  await registry.pushIndex("me/index", "t", [stranger, await push(mine)]);
  await registry.pushIndex("me/index", "other", [stranger, { ...stranger, architecture: "s390x" }]);
  await using box = await boot(`${host}/me/index:t ${host}/me/index:other`);
  expect(await box.shell("cat /opt/arch")).toBe(mine);
  expect((await box.logs()).stdout).toContain(
    `(ERROR) No manifest available for arch ${mine}, cannot fetch mod`,
  );
});

test("an archive that does not have its digest is not applied, and the container starts", async () => {
  await registry.push("me/bad", "t", [{ tree: mod("bad", "echo never") }]);
  await registry.tamper("me/bad", "t");
  await using box = await boot(`${host}/me/bad:t`);
  const { stdout } = await box.logs();
  expect(stdout).toMatch(/\(ERROR\) localhost:5000\/me\/bad:t: the archive does not have the digest sha256:/);
  expect(stdout).not.toContain("never");
  expect(await box.shell("ls /me.bad.t /modcache/blobs /modcache 2> /dev/null")).not.toContain("sha256");
});

test("what is no archive is not applied; a name that is none is told", async () => {
  await registry.push("me/text", "t", [{ tree: {}, raw: "this is no archive" }]);
  await using box = await boot(`${host}/me/text:t -bad/NAME`);
  const { stdout } = await box.logs();
  expect(stdout).toContain(`(ERROR) Invalid tarball for ${host}/me/text:t, skipping`);
  expect(stdout).toContain(
    '(ERROR) -bad/NAME is no name of a mod: "-bad" is no part of a repository\'s name, skipping',
  );
});

test("zstd is unpacked where the image has it, and named where not", async () => {
  await registry.push("me/zstd", "t", [{ tree: { "opt/z": "zstd" }, compression: "zstd" }]);
  const env = { DOCKER_MODS: `${host}/me/zstd:t` };
  await using box = await Box.ready({ env, options: registry.network });
  expect(await box.shell("cat /opt/z")).toBe("zstd");
  const noZstd = { "/usr/bin/zstd": { text: "", mode: 0o644 } };
  await using without = await Box.ready({ env, files: noZstd, options: registry.network });
  expect((await without.logs()).stdout).toContain(
    "is compressed with zstd, which is not in this image, skipping",
  );
});

test("the cache serves a container without network, and a pinned digest asks nobody", async () => {
  const digest = await registry.push("me/cached", "t", [{ tree: { "opt/cached": "yes" } }]);
  const volume = `porthole-test-modcache-${process.pid}`;
  const mount = ["--volume", `${volume}:/modcache`];
  try {
    const label = `${host}/me/cached:t`;
    const pinned = `${host}/me/cached@${digest}`;
    await (await boot(`${label} ${pinned}`, {}, mount))[Symbol.asyncDispose]();
    await using box = await Box.ready({
      env: { DOCKER_MODS: `${label} ${pinned}` },
      options: ["--network=none", ...mount],
    });
    const { stdout } = await box.logs();
    expect(stdout).toContain(`No response from ${host}, switching to offline mode for ${label}`);
    expect(stdout).toContain(`OFFLINE: ${label} found in modcache`);
    expect(stdout).toContain(`[mod-init] ${pinned} found in modcache, applying`);
    expect(await box.shell("cat /opt/cached")).toBe("yes");
  } finally {
    await docker("volume", "rm", "--force", volume);
  }
});

/** Something that takes connections and never says a word. */
const MUTE = {
  files: { "/hook": "#!/bin/sh\nnc -lk 5001 > /dev/null &\nsleep 0.2\n" },
  env: { S6_STAGE2_HOOK: "/hook", DOCKER_MODS: "localhost:5001/me/x:t|localhost:5001/me/y:t" },
};

test("registries that do not answer delay the start by a bounded time, together", async () => {
  await using box = await Box.create(MUTE);
  const begin = performance.now();
  await box.start();
  await box.logged("[ls.io-init] done.");
  const seconds = (performance.now() - begin) / 1000;
  expect(seconds).toBeGreaterThan(2);
  expect(seconds).toBeLessThan(5);
  const { stdout } = await box.logs();
  expect(stdout).toContain(
    "No response from localhost:5001, switching to offline mode for localhost:5001/me/x:t",
  );
  expect(stdout).toContain("OFFLINE: localhost:5001/me/y:t not found in modcache, skipping");
});

test("the cache stands in for a registry that takes too long, which is asked again for the next start", async () => {
  await using slow = await Registry.start();
  const label = `${slow.host}/me/slow:t`;
  const volume = `porthole-test-slow-${process.pid}`;
  try {
    await slow.push("me/slow", "t", [{ tree: { "opt/slow": "old" } }]);
    const options = [...slow.network, "--volume", `${volume}:/modcache`];
    const env = { DOCKER_MODS: label };
    await (await Box.ready({ env, options }))[Symbol.asyncDispose]();
    await slow.push("me/slow", "t", [{ tree: { "opt/slow": "new" } }]);
    await docker("pause", slow.box.id);
    await using box = await Box.create({ env, options });
    const begin = performance.now();
    await box.start();
    await box.logged("[ls.io-init] done.");
    expect((performance.now() - begin) / 1000).toBeLessThan(2);
    expect(await box.shell("cat /opt/slow")).toBe("old");
    await docker("unpause", slow.box.id);
    await box.logged("was downloaded, and is applied at the next start");
    await box.stop();
    await box.start();
    await box.exec("porthole-init", "wait", "--timeout", "20");
    expect(await box.shell("cat /opt/slow; ls /modcache/blobs | wc -l")).toBe("new1");
  } finally {
    await docker("volume", "rm", "--force", volume);
  }
});

test("a registry that cannot be reached hardly delays the start", async () => {
  await using box = await Box.create({ env: { DOCKER_MODS: "localhost:1/me/x:t" } });
  const begin = performance.now();
  await box.start();
  await box.logged("[ls.io-init] done.");
  expect((performance.now() - begin) / 1000).toBeLessThan(2);
});

/** A port whose queue is full: the kernel drops whatever else comes, without a word. */
const DROPPING = `#!/usr/bin/perl
use Socket;
socket my $l, PF_INET, SOCK_STREAM, 0;
bind $l, sockaddr_in(5001, INADDR_LOOPBACK) or die;
listen $l, 0;
for (1 .. 3) {
  socket my $c, PF_INET, SOCK_STREAM, 0;
  fcntl $c, 4, 2048;
  connect $c, sockaddr_in(5001, INADDR_LOOPBACK);
  push @keep, $c;
}
exit if fork;
sleep 600;
`;

test("a registry whose packets are dropped delays the start by a bounded time, and less with the mod cached", async () => {
  const label = "localhost:5001/me/x:t";
  const env = { S6_STAGE2_HOOK: "/hook", DOCKER_MODS: label, DOCKER_MODS_DEBUG: "true" };
  const seconds = (log: string) => Number(/mods took (\d+)/.exec(log)?.[1] ?? Number.NaN) / 1000;
  const clock = (name: string, parts: { after: string[] }) =>
    oneshot(name, `echo "mods took $(( $(date +%s%3N) - $(cat /begin) ))"`, parts);
  const files = {
    "/drop": DROPPING,
    "/hook": "#!/bin/sh\n/drop; date +%s%3N > /begin\n",
    ...clock("tell", { after: ["init-mods"] }),
  };
  await using box = await Box.ready({ env, files });
  const first = await box.logs();
  expect(first.stdout).toMatch(
    /No response from localhost:5001, .*(timed out|Timeout|[Cc]onnection timeout)/,
  );
  expect(first.stdout).toContain(
    `[mod-init] (DEBUG) ${label} is repository me/x, tag t, digest not given, at localhost:5001`,
  );
  expect(seconds(first.stdout)).toBeGreaterThan(2);
  expect(seconds(first.stdout)).toBeLessThan(8);
  const blob = "/modcache/blobs/sha256-0";
  const record = JSON.stringify({ digest: "sha256:0", layers: ["sha256:0"] });
  await using cached = await Box.ready({
    env,
    files: { ...files, [blob]: "", "/modcache/localhost_5001.me.x.t.json": record, "/me.x.t": "sha256:0\n" },
  });
  const second = (await cached.logs()).stdout;
  expect(second).toContain(`OFFLINE: ${label} at sha256:0 has been previously applied, skipping`);
  expect(seconds(second)).toBeLessThan(seconds(first.stdout) - 1);
});

test("a TERM while mods are downloaded stops the container at once", async () => {
  await using box = await Box.create(MUTE);
  await box.start();
  await box.logged("Adding localhost:5001/me/y:t");
  await box.shell("sleep 0.3");
  const { seconds, code } = await box.stop();
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(1.5);
  expect((await box.logs()).stdout).not.toContain("OFFLINE");
});

test("a registry that wants a password gets it from DOCKER_MODS_AUTH, as a secret too, or from Docker's file", async () => {
  await using locked = await Registry.start({ login: true });
  await locked.push("me/locked", "t", [{ tree: { "opt/locked": "open" } }]);
  const label = `${locked.host}/me/locked:t`;
  const run = async (env: Record<string, string>, files: Record<string, string> = {}) => {
    await using box = await Box.ready({
      env: { DOCKER_MODS: label, ...env },
      files,
      options: locked.network,
    });
    return (await box.shell("cat /opt/locked 2> /dev/null")) || modLines(await box.logs()).join("\n");
  };
  expect(await run({ DOCKER_MODS_AUTH: `${locked.host}=me:secret` })).toBe("open");
  expect(await run({ FILE__DOCKER_MODS_AUTH: "/auth" }, { "/auth": `${locked.host}=me:secret` })).toBe(
    "open",
  );
  const auth = Buffer.from("me:secret").toString("base64");
  const config = JSON.stringify({ auths: { [locked.host]: { auth } } });
  expect(await run({}, { "/root/.docker/config.json": config })).toBe("open");
  const helper =
    '#!/bin/sh\nread -r host; [ $1 $host = \'get localhost:5000\' ] || exit 1\necho \'{"Username":"me","Secret":"secret"}\'\n';
  expect(
    await run(
      {},
      {
        "/root/.docker/config.json": JSON.stringify({ credHelpers: { [locked.host]: "mine" } }),
        "/usr/local/bin/docker-credential-mine": helper.replace("$1 $host", '"$1 $host"'),
      },
    ),
  ).toBe("open");
  expect(await run({})).toContain("wants a user and a password (DOCKER_MODS_AUTH)");
  expect(await run({ DOCKER_MODS_AUTH: `${locked.host}=me:wrong` })).toContain("status 401");
});

test("a registry with TLS is believed where the image's CA store knows it, and not otherwise", async () => {
  await using secure = await Registry.start({ tls: true });
  await secure.push("me/tls", "t", [{ tree: { "opt/tls": "safe" } }]);
  const env = { DOCKER_MODS: `${secure.host}/me/tls:t` };
  const files = { "/etc/ssl/certs/ca-certificates.crt": secure.certificate };
  await using box = await Box.ready({ env, files, options: secure.network });
  expect(await box.shell("cat /opt/tls")).toBe("safe");
  await using stranger = await Box.ready({ env, options: secure.network });
  expect((await stranger.logs()).stdout).toMatch(/No response from localhost:5000, .*certificate/);
  expect(await stranger.shell("cat /opt/tls 2> /dev/null")).toBe("");
});

test("DOCKER_MODS may be a secret; with MODMANAGER_MODONLY mods are only had", async () => {
  await registry.push("me/later", "t", [{ tree: { "opt/later": "no" } }]);
  await using box = await Box.ready({
    env: { FILE__DOCKER_MODS: "/mods.list", MODMANAGER_MODONLY: "true" },
    files: { "/mods.list": `${host}/me/later:t\n` },
    options: registry.network,
  });
  expect((await box.logs()).stdout).toContain(`[mod-init] Downloading ${host}/me/later:t from ${host}`);
  expect(await box.shell("ls /opt; ls /modcache/blobs | cut -c 1-7")).toBe("sha256-");
});

test("the ban list is enforced, unless one asks otherwise", async () => {
  await registry.push("evil/mod", "t", [{ tree: { "opt/evil": "here" } }]);
  const files = { "/modcache/blacklist.txt": "# publishers\nEvil\n" };
  const env = { DOCKER_MODS: `${host}/evil/mod:t` };
  await using box = await Box.ready({ env, files, options: registry.network });
  expect((await box.logs()).stdout).toContain(
    `${host}/evil/mod:t is banned from use due to reported abuse, skipping mod`,
  );
  expect(await box.shell("cat /opt/evil 2> /dev/null")).toBe("");
  await using all = await Box.ready({
    env: { ...env, RUN_BANNED_MODS: "true" },
    files,
    options: registry.network,
  });
  expect(await all.shell("cat /opt/evil")).toBe("here");
});

test("mods lie in /mods too: a folder or an archive", async () => {
  await using box = await Box.create({
    env: { DOCKER_MODS: "folder|absent", DOCKER_MODS_SIDELOAD: "true" },
    files: { "/mods/folder/opt/side": "loaded" },
  });
  for (const round of [1, 2]) {
    await box.start();
    await box.exec("porthole-init", "wait", "--timeout", "20");
    expect(await box.shell("cat /opt/side")).toBe("loaded");
    if (round === 1) await box.stop();
  }
  const { stdout } = await box.logs();
  expect(stdout).toContain("[mod-init] Running Local Docker Modification Logic");
  expect(stdout).toContain("[mod-init] Installing folder from /mods/folder/");
  expect(stdout).toContain("[mod-init] folder applied to container");
  expect(stdout).toContain("(ERROR) absent not found in /mods, skipping");
  expect(stdout).toContain("has been previously applied, skipping");
});

test("the package lists of all mods become one call of the installer", async () => {
  const apt = '#!/bin/sh\necho "apt-get $*" >> /tmp/calls\n';
  await using box = await Box.ready({
    files: {
      "/usr/bin/apt-get": apt,
      "/mod-repo-packages-to-install.list": "one two\ncurl\n",
      "/mod-pip-packages-to-install.list": "",
    },
  });
  expect((await box.logs()).stdout).toContain("[pkg-install-init] **** Installing all mod packages ****");
  expect(await box.shell("cut -d' ' -f 1,6- /tmp/calls")).toBe(
    "apt-get update\napt-get install -y --no-install-recommends one two",
  );
  expect(await box.shell("ls /mod-*")).toBe("");
});

/** Python, and a package for pip that needs no network. */
const PIP = (tools: string) => `
FROM ${tools}
RUN mkdir /wheels && python3 -c 'import zipfile as z; w = z.ZipFile("/wheels/porthole_toy-1.0-py3-none-any.whl", "w"); d = "porthole_toy-1.0.dist-info/"; w.writestr("porthole_toy.py", "print(1 + 1)\\n"); w.writestr(d + "METADATA", "Metadata-Version: 2.1\\nName: porthole-toy\\nVersion: 1.0\\n"); w.writestr(d + "WHEEL", "Wheel-Version: 1.0\\nGenerator: x\\nRoot-Is-Purelib: true\\nTag: py3-none-any\\n"); w.writestr(d + "RECORD", "")'
`;

test("pip's list is installed by pip itself, in a virtual environment that is made for it", async () => {
  const image = await buildImage("porthole-test/pip:latest", PIP(await toolImage()));
  await using box = await Box.ready({
    image,
    env: { PIP_NO_INDEX: "1", PIP_FIND_LINKS: "/wheels", DOCKER_MODS_DEBUG: "true" },
    files: { "/mod-pip-packages-to-install.list": "porthole-toy\n" },
  });
  expect(await box.shell("/lsiopy/bin/python3 -m porthole_toy")).toBe("2");
  const { stdout } = await box.logs();
  expect(stdout).toContain("[pkg-install-init] **** Installing all pip packages ****");
  expect(stdout).toContain("[pkg-install-init] (DEBUG) /lsiopy/bin/python3 -m pip install");
});

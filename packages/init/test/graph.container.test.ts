import { expect, test } from "vitest";
import { Box } from "./box.ts";
import { longrun, oneshot } from "./services.ts";

const ROOT = "/etc/s6-overlay/s6-rc.d";

test("the steps of the base run in their order, and hooks of an image between them", async () => {
  const note = (name: string) => `echo step ${name}`;
  const result = await Box.run({
    files: {
      ...oneshot("init-app", note("app"), { after: ["init-config"] }),
      [`${ROOT}/init-config-end/dependencies.d/init-app`]: "",
      ...oneshot("init-mod-x", note("mod"), { after: ["init-mods"] }),
      [`${ROOT}/init-mods-package-install/dependencies.d/init-mod-x`]: "",
      ...oneshot("init-late", note("late"), { after: ["svc-app"] }),
      ...longrun("svc-app", "echo step service; echo >&3; exec sleep 99", {
        after: ["init-services"],
        files: { "notification-fd": "3\n" },
      }),
      "/custom-cont-init.d/50": "#!/bin/bash\necho step custom\n",
    },
    command: ["echo", "step command"],
  });
  expect(result.stdout.split("\n").filter(line => /^step|done\.$/.test(line))).toEqual([
    "step app",
    "step mod",
    "step custom",
    "step service",
    "step late",
    "[ls.io-init] done.",
    "step command",
  ]);
});

test("independent steps run at once", async () => {
  const waitFor = (other: string) =>
    `touch /tmp/$0.here; for i in $(seq 200); do [ -e /tmp/${other} ] && exit 0; sleep 0.02; done; exit 1`;
  await using box = await Box.ready({
    files: {
      ...oneshot("a", `touch /tmp/a; ${waitFor("b")}`),
      ...oneshot("b", `touch /tmp/b; ${waitFor("a")}`),
    },
  });
  expect((await box.health()).state).toBe("ready");
});

test("bundles, older dependency files, execline quotes and user-bundles.d are understood", async () => {
  const result = await Box.run({
    files: {
      ...oneshot("one", "echo ran one"),
      ...oneshot("two", 'echo ran "$@"', { files: { dependencies: "pair\n" }, bundle: "extra" }),
      [`${ROOT}/two/up`]: `# comment\n${ROOT}/two/script "a  b" c\\ d\n`,
      [`${ROOT}/pair/type`]: "bundle\n",
      [`${ROOT}/pair/contents.d/one`]: "",
      [`${ROOT}/extra/type`]: "bundle\n",
      "/etc/s6-overlay/user-bundles.d/user/type": "bundle\n",
      "/etc/s6-overlay/user-bundles.d/user/contents.d/extra": "",
    },
    command: ["true"],
  });
  expect(result.stdout).toMatch(/ran one\nran a {2}b c d\n/);
});

test("a bad service is left out and named, and the rest starts", async () => {
  await using box = await Box.ready({
    files: {
      ...oneshot("good", "echo good ran"),
      ...oneshot("no-target", "echo never", { after: ["nowhere"] }),
      ...oneshot("behind", "echo never", { after: ["no-target"] }),
      ...oneshot("circle-a", "echo never", { after: ["circle-b"] }),
      ...oneshot("circle-b", "echo never", { after: ["circle-a"] }),
      ...longrun("no-shebang", ""),
      [`${ROOT}/no-shebang/run`]: "echo never\n",
      ...oneshot("odd", "echo never", { files: { type: "twoshot\n" } }),
    },
  });
  const { stdout, stderr } = await box.logs();
  expect(stdout).toContain("good ran");
  expect(stdout).toContain("[ls.io-init] done.");
  expect(stdout).not.toContain("never");
  expect(stderr).toContain("no-target is left out:");
  expect(stderr).toContain("there is no service nowhere");
  expect(stderr).toContain("behind is left out: it depends on no-target, which was left out");
  expect(stderr).toContain("services depend on each other in a circle");
  expect(stderr).toContain(`service no-shebang is left out: ${ROOT}/no-shebang/run:1: has no shebang`);
  expect(stderr).toContain(`${ROOT}/odd/type:1: type is "twoshot"`);
  const { services } = await box.health();
  expect(services.find(service => service.name === "behind")?.state).toBe("failed");
});

test("porthole-init check finds the same at image build", async () => {
  await using box = await Box.ready({
    files: {
      "/tree/etc/s6-overlay/s6-rc.d/x/type": "oneshot\n",
      "/tree/etc/s6-overlay/s6-rc.d/x/up": "/etc/s6-overlay/s6-rc.d/x/script\n",
      "/tree/etc/s6-overlay/s6-rc.d/x/script": { text: "#!/bin/sh\n", mode: 0o644 },
      "/tree/etc/s6-overlay/s6-rc.d/x/dependencies.d/none": "",
    },
  });
  const own = await box.exec("porthole-init", "check");
  expect(own).toMatchObject({ code: 0, stderr: "" });
  const bad = await box.exec("porthole-init", "check", "/tree");
  expect(bad.code).toBe(1);
  expect(bad.stderr).toContain(
    "/etc/s6-overlay/s6-rc.d/x/up:1: /etc/s6-overlay/s6-rc.d/x/script is not exec",
  );
});

test("an overlay replaces a step of the base", async () => {
  const result = await Box.run({
    env: { FILE__A: "/nowhere" },
    files: { ...oneshot("init-envfile", "echo own secrets"), ...oneshot("init-adduser", "echo own users") },
    command: ["true"],
  });
  expect(result.stdout).toContain("own secrets");
  expect(result.stdout).toContain("own users");
  expect(result.stdout).not.toContain("User UID");
  expect(result.stdout).not.toContain("[env-init]");
});

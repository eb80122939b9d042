import fc from "fast-check";
import { expect, test } from "vitest";
import { Box } from "./box.ts";
import { longrun, oneshot } from "./services.ts";

test("PUID and PGID give user abc its ids, without walking /config", async () => {
  await using box = await Box.ready({
    env: { PUID: "1234", PGID: "5678" },
    files: { "/config/inner": "kept" },
  });
  expect(await box.shell("id abc")).toBe("uid=1234(abc) gid=5678(abc) groups=5678(abc),100(users)");
  expect(await box.shell("stat -c %u:%g /config /app /defaults")).toBe("1234:5678\n1234:5678\n1234:5678");
  expect(await box.shell("stat -c %u:%g /config/inner")).toBe("0:0");
  expect((await box.logs()).stdout).toContain("User UID:    1234\nUser GID:    5678\n");
});

test("PUID 0 works, an empty one means 911, nonsense is named", async () => {
  const zero = await Box.run({ env: { PUID: "0", PGID: "0" }, command: ["id", "-u", "abc"] });
  expect(zero.stdout.trim().split("\n").at(-1)).toBe("0");
  const empty = await Box.run({ env: { PUID: "", PGID: "" }, command: ["id", "-u", "abc"] });
  expect(empty.stdout.trim().split("\n").at(-1)).toBe("911");
  const wrong = await Box.run({ env: { PUID: "me" }, command: ["id", "-u", "abc"] });
  expect(wrong.stdout.trim().split("\n").at(-1)).toBe("911");
  expect(wrong.stderr).toContain('PUID is "me", which is no id');
});

test("UMASK holds for steps, services, custom services and the command", async () => {
  const say = "umask > /tmp/$1";
  const result = await Box.run({
    env: { UMASK: "027" },
    files: {
      ...oneshot("init-um", say.replace("$1", "oneshot")),
      ...longrun("svc-um", `${say.replace("$1", "service")}; echo >&3; exec sleep 99`, {
        after: ["init-services"],
        files: { "notification-fd": "3" },
      }),
      "/custom-cont-init.d/um": `#!/bin/bash\n${say.replace("$1", "custom")}\n`,
    },
    command: ["sh", "-c", "umask; cat /tmp/oneshot /tmp/service /tmp/custom"],
  });
  expect(result.stdout).toContain("done.\n0027\n0027\n0027\n0027\n");
});

test("FILE__ variables are set before anything reads them; trouble is reported", async () => {
  const result = await Box.run({
    env: {
      FILE__PUID: "/secrets/puid",
      FILE__LINES: "/secrets/lines",
      FILE__MISSING: "/secrets/none",
      LINES: "overridden",
    },
    files: { "/secrets/puid": "4321", "/secrets/lines": "one\ntwo\n" },
    command: ["sh", "-c", 'id -u abc; printf "[%s]" "$LINES"'],
  });
  expect(result.stdout).toContain("4321\n[one\ntwo\n]");
  expect(result.stdout).toContain("[env-init] PUID set from FILE__PUID\n");
  expect(result.stdout).toContain("[env-init] cannot find secret in FILE__MISSING\n");
  expect(result.stdout).toContain(
    "[env-init] Your secret: FILE__LINES\n           contains a trailing newline and may not work as expected\n",
  );
});

test("values of any shape, and names that are no identifiers, reach a program byte for byte", async () => {
  const value = "a b\n\tc\\ 'd' \"e\" ü € \u{1F600} $HOME";
  const result = await Box.run({
    env: { ODD: value, "a.b-c": "kept", BIG: "x".repeat(100_000) },
    command: ["with-contenv", "cat", "/proc/self/environ"],
  });
  const variables = result.stdout.slice(result.stdout.indexOf("done.\n") + 6).split("\0");
  expect(variables).toContain(`ODD=${value}`);
  expect(variables).toContain("a.b-c=kept");
  expect(variables).toContain(`BIG=${"x".repeat(100_000)}`);
});

test("a service sees PATH alone, and everything through with-contenv; a value too large is named", async () => {
  await using box = await Box.ready({
    env: { FOO: "bar", FILE__HUGE: "/secrets/huge", EMPTY: "" },
    files: {
      "/secrets/huge": "x".repeat(200_000),
      ...longrun("svc-bare", ""),
      "/etc/s6-overlay/s6-rc.d/svc-bare/run":
        "#!/bin/sh\ntr '\\0' '\\n' < /proc/self/environ > /tmp/bare; with-contenv env > /tmp/full; echo >&3; exec sleep 99\n",
      "/etc/s6-overlay/s6-rc.d/svc-bare/notification-fd": "3\n",
    },
  });
  expect(await box.shell("cut -d= -f1 /tmp/bare")).toBe("PATH");
  const full = await box.shell("cat /tmp/full");
  expect(full).toContain("FOO=bar");
  expect(full).not.toContain("EMPTY");
  expect(await box.shell("printcontenv FOO")).toBe("bar");
  expect((await box.logs()).stdout).toContain("HUGE is too large to be handed to a program (200000 bytes)");
});

test("a script for with-contenv has the container's environment; an image's own with-contenv is heeded", async () => {
  const files = oneshot("init-look", "tr '\\0' ' ' < /proc/$$/cmdline; echo [$FOO] as $0 with $#");
  const script = "/etc/s6-overlay/s6-rc.d/init-look/script";
  const said = `bash ${script} [bar] as ${script} with 0\n`;
  const boot = async (more: Record<string, string>) =>
    (await Box.run({ env: { FOO: "bar" }, files: { ...files, ...more }, command: ["true"] })).stdout;
  expect(await boot({})).toContain(said);
  const own = '#!/bin/sh\necho its own for $*\nexec /command/with-contenv "$@"\n';
  expect(await boot({ "/usr/bin/with-contenv": own })).toContain(`its own for bash ${script}\n${said}`);
});

test("a step can add a variable for everything after it", async () => {
  const result = await Box.run({
    files: oneshot("init-set", "printf later > /run/s6/container_environment/ADDED"),
    command: ["sh", "-c", "echo [$ADDED]"],
  });
  expect(result.stdout).toContain("[later]");
});

test("random names and values reach a program byte for byte", async () => {
  const bytes = (length: number) => fc.uint8Array({ min: 1, minLength: 1, maxLength: length });
  const isName = (name: Uint8Array) => !name.includes(0x3d) && !name.includes(0x2f) && name[0] !== 0x2e;
  const variables = new Map(
    fc
      .sample(fc.tuple(bytes(40).filter(isName), bytes(300)), 200)
      .map(([name, value]) => [Buffer.from(name).toString("hex"), Buffer.from(value).toString("hex")]),
  );
  const set = `for (<STDIN>) { ($n, $v) = map pack("H*", $_), split; open F, ">", "/run/s6/container_environment/$n" or die $!; print F $v }`;
  const get = `$/ = "\\0"; open F, "<", "/proc/self/environ"; for (<F>) { chomp; ($n, $v) = split /=/, $_, 2; print unpack("H*", $n), " ", unpack("H*", $v), "\\n" }`;
  await using box = await Box.ready({
    files: { "/set": [...variables].map(pair => pair.join(" ")).join("\n"), "/set.pl": set, "/get.pl": get },
  });
  await box.shell("perl /set.pl < /set");
  const seen = new Map(
    (await box.shell("with-contenv perl /get.pl"))
      .split("\n")
      .map(line => line.split(" ") as [string, string]),
  );
  expect([...variables].filter(([name, value]) => seen.get(name) !== value)).toEqual([]);
});

test("TZ reaches programs; s6-envuidgid gives a script the ids of a user", async () => {
  const result = await Box.run({
    env: { TZ: "Asia/Tokyo", PUID: "1234", PGID: "5678" },
    files: oneshot(
      "init-tz",
      "date +%Z; s6-envuidgid abc sh -c 'echo $UID $GID $GIDLIST'; s6-envuidgid nobody-here true; echo $?",
    ),
    command: ["true"],
  });
  expect(result.stdout).toContain("JST\n1234 5678 5678,100\n1\n");
  expect(result.stderr).toContain("s6-envuidgid: fatal: unknown user: nobody-here");
});

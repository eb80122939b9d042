import { expect, test } from "vitest";
import { Box } from "./box.ts";

const FOLDER = "/etc/s6-overlay/s6-rc.d";

async function run(up: string, env: Record<string, string> = {}, down?: string): Promise<string> {
  const result = await Box.run({
    env,
    files: {
      [`${FOLDER}/mine/type`]: "oneshot\n",
      [`${FOLDER}/mine/up`]: up,
      ...(down === undefined ? {} : { [`${FOLDER}/mine/down`]: down }),
      [`${FOLDER}/user/contents.d/mine`]: "",
    },
    command: ["true"],
  });
  const lines = `${result.stdout}${result.stderr}`.split("\n");
  return lines.flatMap(line => (line.startsWith("> ") ? [line.slice(2)] : [])).join("|");
}

test("an up file is a line of execline: blocks run one after the other, variables come from the environment", async () => {
  const up = `
    with-contenv
    foreground { echo "> first" }
    importas -u -D none WHO WHO
    importas -D none NOBODY NOBODY
    backtick -n HERE { pwd }
    importas HERE HERE
    if { test -d /config }
    echo "> \${WHO} \${NOBODY} $HERE"
  `;
  expect(await run(up, { WHO: "a user" })).toBe("first|a user none /");
});

test("choices", async () => {
  expect(await run('ifelse { false } { echo "> no" } echo "> else"')).toBe("else");
  expect(await run('ifelse -n { false } { echo "> then" } echo "> no"')).toBe("then");
  expect(await run('ifte { echo "> yes" } { echo "> no" } test 1 = 1')).toBe("yes");
  expect(await run('foreground { if { false } echo "> no" } importas ? ? echo "> $?"')).toBe("1");
});

test("redirections, users, values, folders, and a down line", async () => {
  const up = `
    foreground { redirfd -w 1 /tmp/out echo "from a file" }
    foreground { redirfd -r 0 /tmp/out sed "s/^/> /" }
    foreground { fdmove -c 1 2 echo "> to the errors" }
    foreground { s6-setuidgid abc sh -c "echo \\"> $(id -un)\\"" }
    foreground { cd /usr sh -c "echo \\"> $PWD\\"" }
    define -s WORDS "one two" foreground { umask 077 touch /tmp/masked }
    foreground { printf "> %s\\n" $WORDS }
    export GREETING hi sh -c "echo \\"> $GREETING\\""
  `;
  expect(await run(up, {}, 'echo "> down"')).toBe("from a file|abc|/usr|one|two|hi|down|to the errors");
});

test("a script may be execline itself, with its arguments", async () => {
  await using box = await Box.create({
    files: { "/script": "#!/command/execlineb -S1\nforeground { echo $1 of $# }\necho rest $@\n" },
    command: ["/script", "a", "b", "c"],
  });
  await box.start();
  expect(await box.exitCode()).toBe(0);
  expect((await box.logs()).stdout).toContain("a of 3\nrest b c\n");
});

test("what is not available is an error of the check and of the boot, with file and line", async () => {
  await using box = await Box.ready({
    files: {
      [`${FOLDER}/mine/type`]: "oneshot\n",
      [`${FOLDER}/mine/up`]: "foreground { true }\nforx i { 1 2 }\necho $i\n",
      [`${FOLDER}/user/contents.d/mine`]: "",
    },
  });
  const text = `${FOLDER}/mine/up:2: the execline program forx is not available`;
  expect((await box.logs()).stderr).toContain(text);
  expect(await box.exec("porthole-init", "check")).toMatchObject({
    code: 1,
    stderr: expect.stringContaining(text),
  });
});

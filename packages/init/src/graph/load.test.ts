import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import { formatProblem } from "./definition.ts";
import { loadGraph } from "./load.ts";

const ROOT = "/etc/s6-overlay/s6-rc.d";

/** A tree of definitions; keys are paths below the folder of definitions. */
function tree(files: Record<string, string>): MemoryFiles {
  const full = Object.entries(files).map(([path, text]) => [`${ROOT}/${path}`, text]);
  const tree = new MemoryFiles({ [`${ROOT}/user/type`]: "bundle\n", ...Object.fromEntries(full) });
  tree.makeFolder("/bin");
  tree.write("/bin/sh", "\x7fELF", 0o755);
  return tree;
}

const STEP = { type: "oneshot\n" };

test("a longrun with every file there is", () => {
  const files = tree({
    "user/contents.d/app": "",
    "app/type": "longrun",
    "app/run": "#!/bin/sh\n",
    "app/finish": "#!/bin/sh\n",
    "app/notification-fd": "7\n",
    "app/timeout-up": "100\n",
    "app/timeout-kill": "200\n",
    "app/timeout-finish": "0\n",
    "app/down-signal": "SIGINT\n",
    "app/dependencies": "one\n# not this\n",
    "app/dependencies.d/two": "",
    "one/type": STEP.type,
    "one/up": "\n",
    "two/type": STEP.type,
    "two/up": "true\n",
  });
  const { nodes, problems } = loadGraph(files, "");
  expect(problems).toEqual([]);
  expect(nodes.get("app")).toMatchObject({
    after: ["two", "one"],
    definition: {
      run: { kind: "command", argv: [`${ROOT}/app/run`] },
      finish: [`${ROOT}/app/finish`],
      notificationFd: 7,
      timeoutUp: 100,
      timeoutDown: undefined,
      lockFd: undefined,
      timeoutKill: 200,
      timeoutFinish: 0,
      downSignal: 2,
    },
  });
  expect(nodes.get("one")?.definition).toMatchObject({ up: { kind: "nothing" } });
});

test("only what is wanted is started, and what it needs", () => {
  const files = tree({
    "user/contents.d/a": "",
    "a/type": STEP.type,
    "a/up": "true",
    "a/dependencies.d/group": "",
    "group/type": "bundle",
    "group/contents.d/b": "",
    "b/type": STEP.type,
    "b/up": "true",
    "unwanted/type": STEP.type,
    "unwanted/up": "true",
  });
  const { nodes } = loadGraph(files, "");
  expect([...nodes.keys()].sort()).toEqual(["a", "b", "fix-attrs", "legacy-cont-init", "legacy-services"]);
  expect(nodes.get("legacy-services")?.after.toSorted()).toEqual(["a", "fix-attrs", "legacy-cont-init"]);
});

test("a hook of the base goes on without what was left out; others do not", () => {
  const files = tree({
    "user/contents.d/hook": "",
    "user/contents.d/app": "",
    "hook/type": STEP.type,
    "hook/up": "/usr/bin/porthole-init step hook\n",
    "hook/dependencies.d/bad": "",
    "hook/dependencies.d/missing": "",
    "bad/type": "oneshot",
    "app/type": STEP.type,
    "app/up": "true",
    "app/dependencies.d/bad": "",
  });
  const graph = loadGraph(files, "");
  expect(graph.nodes.get("hook")?.after).toEqual([]);
  expect(Object.fromEntries(graph.leftOut)).toEqual({
    bad: "a oneshot needs a file up with its command line",
    app: "it depends on bad, which was left out",
  });
  expect(graph.problems.map(formatProblem)).toContain(
    `${ROOT}/hook/dependencies.d/missing: there is no service missing`,
  );
});

test.each([
  [{ "x/type": "oneshott\n" }, 'x/type:1: type is "oneshott"; it must be oneshot, longrun or bundle'],
  [{ "x/up": "true" }, "x/type: there is no file type; it says oneshot, longrun or bundle"],
  [{ "x/type": "longrun" }, "x/run: is not a readable file"],
  [{ "x/type": "longrun", "x/run": "#!/bin/sh\r\n" }, "x/run:1: has Windows line ends"],
  [{ "x/type": "longrun", "x/run": "#!/bin/nope\n" }, "x/run:1: needs the interpreter /bin/nope"],
  [{ "x/type": "longrun", "x/run": "#!sh\n" }, "x/run:1: names no absolute path"],
  [{ "x/type": "oneshot", "x/up": "a\n{ b" }, "x/up:2: unmatched {"],
  [{ "x/type": "oneshot", "x/up": "a", "x/timeout-up": "soon" }, 'x/timeout-up:1: "soon" is not a number'],
  [
    { "x/type": "longrun", "x/run": "#!/bin/sh\n", "x/down-signal": "SIGNOPE" },
    'x/down-signal:1: "SIGNOPE" is',
  ],
  [
    { "x/type": "longrun", "x/run": "#!/bin/sh\n", "x/notification-fd": "1" },
    "x/notification-fd:1: descriptor 1",
  ],
])("%j is a problem with its file", (files, problem) => {
  const broken = tree({ ...files, "user/contents.d/x": "" } as Record<string, string>);
  const graph = loadGraph(broken, "");
  expect(graph.problems.map(formatProblem).join("\n")).toContain(`${ROOT}/${problem}`);
  expect(graph.nodes.has("x")).toBe(false);
  expect(graph.leftOut.has("x")).toBe(true);
});

test("a run script without the execute bit runs through its interpreter, and a check still tells", () => {
  const files = tree({ "user/contents.d/x": "", "x/type": "longrun", "x/run": "#!/bin/sh -e\n" });
  files.chmod(`${ROOT}/x/run`, 0o644);
  const { nodes, problems } = loadGraph(files, "");
  expect(nodes.get("x")?.definition).toMatchObject({ run: { argv: ["/bin/sh", "-e", `${ROOT}/x/run`] } });
  expect(problems).toMatchObject([{ tolerated: true, message: "is not executable; run chmod +x on it" }]);
});

test("a pipeline is a bundle, and its producer comes after its consumer", () => {
  const files = tree({
    "user/contents.d/app-pipeline": "",
    "app/type": "longrun",
    "app/run": "#!/bin/sh\n",
    "app/producer-for": "app-log\n",
    "app-log/type": "longrun",
    "app-log/run": "#!/bin/sh\n",
    "app-log/consumer-for": "app\n",
    "app-log/pipeline-name": "app-pipeline\n",
  });
  const { nodes, problems, bundles } = loadGraph(files, "");
  expect(problems).toEqual([]);
  expect(bundles.get("app-pipeline")).toEqual(["app-log", "app"]);
  expect(nodes.get("app")?.after).toEqual(["app-log"]);
});

test("a producer whose consumer does not know it is left out", () => {
  const files = tree({
    "user/contents.d/app": "",
    "app/type": "longrun",
    "app/run": "#!/bin/sh\n",
    "app/producer-for": "ghost\n",
  });
  const { nodes, leftOut, problems } = loadGraph(files, "");
  expect(nodes.has("app")).toBe(false);
  expect(leftOut.get("app")).toBe("ghost is no longrun whose consumer-for names app");
  expect(problems.map(formatProblem)[0]).toContain("app/producer-for:1: ghost is no longrun");
});

test("an execline program that is not available is named with its line", () => {
  const files = tree({
    "user/contents.d/a": "",
    "a/type": STEP.type,
    "a/up": "foreground { echo x }\nforx i { 1 2 }\n echo $i\n",
  });
  const { problems, leftOut } = loadGraph(files, "");
  expect(problems.map(formatProblem)).toEqual([`${ROOT}/a/up:2: the execline program forx is not available`]);
  expect(leftOut.has("a")).toBe(true);
});

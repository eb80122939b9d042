import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import { fixAttributes } from "./fix-attributes.ts";
import type { World } from "./world.ts";

const PASSWD = "root:x:0:0:root:/root:/bin/bash\nabc:x:911:911::/config:/bin/false\n";

function apply(rules: string, files: Record<string, string>, env: Record<string, string> = {}) {
  const log: string[] = [];
  const all = new MemoryFiles({
    "/etc/passwd": PASSWD,
    "/etc/group": "root:x:0:\nabc:x:911:\n",
    "/etc/fix-attrs.d/01-mine": rules,
    ...files,
  });
  for (const [name, value] of Object.entries(env)) {
    all.makeFolder("/run/s6/container_environment");
    all.write(`/run/s6/container_environment/${name}`, value);
  }
  const tell = (line: string) => void log.push(line);
  const world: World = { files: all, print: tell, warn: tell, uid: 0, gid: 0, readOnly: false };
  expect(fixAttributes(world).next()).toEqual({ done: true, value: 0 });
  const look = (path: string) => {
    const { uid, gid, mode } = all.stat(path) ?? {};
    return `${uid}:${gid} ${mode?.toString(8)}`;
  };
  return { log, look };
}

const TREE = { "/data/a/one": "", "/data/a/.two": "", "/data/b": "" };

test("true reaches everything below, hidden files only when asked", () => {
  const it = apply("# comment\n\n/data true abc 0640 0750\n", TREE);
  expect(it.log).toEqual([]);
  expect(["/data", "/data/a", "/data/a/one", "/data/b"].map(it.look)).toEqual([
    "911:911 750",
    "911:911 750",
    "911:911 640",
    "911:911 640",
  ]);
  expect(it.look("/data/a/.two")).toBe("0:0 644");
  expect(apply("/data true abc 0640 0750", TREE, { S6_FIX_ATTRS_HIDDEN: "1" }).look("/data/a/.two")).toBe(
    "911:911 640",
  );
});

test("false is the path alone, and a pattern is every path it fits", () => {
  const it = apply("/data/? false 5:abc 600 700", TREE);
  expect(["/data", "/data/a", "/data/a/one", "/data/b"].map(it.look)).toEqual([
    "0:0 755",
    "5:911 700",
    "0:0 644",
    "5:911 600",
  ]);
});

test("an account that is missing has ids to stand in, or the line is told and skipped", () => {
  expect(apply("/data false ghost,32768:32769 600 700", TREE).look("/data")).toBe("32768:32769 700");
  const it = apply("/data false ghost 600 700\n/data maybe abc 600 700\n/data\n/data true abc 9 700", TREE);
  expect(it.look("/data")).toBe("0:0 755");
  expect(it.log).toEqual([
    "fix-attrs: /etc/fix-attrs.d/01-mine:1: there is no account ghost",
    'fix-attrs: /etc/fix-attrs.d/01-mine:2: recurse is "maybe"; it must be true or false',
    "fix-attrs: /etc/fix-attrs.d/01-mine:3: a line holds PATH RECURSE ACCOUNT FILE-MODE FOLDER-MODE, not 1 words",
    'fix-attrs: /etc/fix-attrs.d/01-mine:4: "9" is no octal mode',
  ]);
});

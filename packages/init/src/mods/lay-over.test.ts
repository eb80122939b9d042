import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import { layOver } from "./lay-over.ts";

function setUp(tree: Record<string, string>, there: Record<string, string>) {
  const inTree = Object.entries(tree).map(([path, text]) => [`/tree${path}`, text]);
  const files = new MemoryFiles(Object.fromEntries([...inTree, ...Object.entries(there)]));
  const move = (from: string, to: string) =>
    files.replace(to, files.read(from) ?? "", files.lstat(from)?.mode ?? 0);
  return { files, run: () => layOver(files, "/tree", "", move) };
}

test("files win, folders that are there keep owner and mode, others bring theirs", () => {
  const { files, run } = setUp(
    { "/opt/new/a": "new", "/etc/b": "mod" },
    { "/etc/b": "image", "/etc/c": "kept" },
  );
  files.chown("/etc", 7, 7);
  files.chmod("/etc", 0o711);
  files.chmod("/tree/opt/new", 0o700);
  files.chmod("/tree/etc", 0o777);
  run();
  expect(["/opt/new/a", "/etc/b", "/etc/c"].map(path => files.read(path))).toEqual(["new", "mod", "kept"]);
  expect(files.stat("/etc")).toMatchObject({ uid: 7, mode: 0o711 });
  expect(files.stat("/opt/new")).toMatchObject({ mode: 0o700 });
});

test("whiteouts and the older layout are left out, a file in the place of a folder is an error", () => {
  const { files, run } = setUp(
    {
      "/opt/.wh.a": "",
      "/etc/cont-init.d/9": "never",
      "/etc/services.d/x/run": "never",
      "/opt/etc/services.d/y": "y",
    },
    { "/opt/a": "kept" },
  );
  run();
  expect(files.read("/opt/a")).toBe("kept");
  expect(files.list("/etc")).toEqual([]);
  expect(files.read("/opt/etc/services.d/y")).toBe("y");
  expect(setUp({ "/opt": "file" }, { "/opt/a": "" }).run).toThrow(
    "/opt is a folder, and the mod brings a file",
  );
});

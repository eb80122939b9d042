import { chmod, symlink } from "node:fs/promises";
import { join } from "node:path";
import { buffer } from "node:stream/consumers";
import fc from "fast-check";
import { expect, test } from "vitest";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { type FileTree, hashTree, mergeTrees, packTree, readTree } from "./file-tree.ts";
import { unpackTree } from "./toolchain.ts";

const segment = fc.stringMatching(/^[a-z][a-z0-9.-]{0,8}$/);
const tree = fc
  .uniqueArray(
    fc.record({
      path: segment.map(name => `d/${name}`),
      content: fc.uint8Array({ maxLength: 2000 }),
      run: fc.boolean(),
    }),
    { selector: file => file.path, maxLength: 8 },
  )
  .map(
    (files): FileTree =>
      files.map(file => ({
        path: file.path,
        type: "file",
        mode: file.run ? 0o755 : 0o644,
        content: Buffer.from(file.content),
      })),
  );

test("what is packed is what is unpacked, and the order of entries does not change the hash", async () => {
  await fc.assert(
    fc.asyncProperty(tree, async files => {
      const back = await unpackTree(await buffer(packTree(files)));
      expect(mergeTrees([back])).toEqual(mergeTrees([files]));
      expect(hashTree([...files].reverse())).toBe(hashTree(files));
    }),
    { numRuns: 40 },
  );
});

test("a folder is read with its links and executable bits, and nothing else of its modes", async () => {
  await using fixture = await projectFixture({ "bin/tool": "#!/bin/sh\n", "etc/settings": "a=1\n" });
  await chmod(join(fixture.root, "bin/tool"), 0o700);
  await chmod(join(fixture.root, "etc/settings"), 0o600);
  await symlink("settings", join(fixture.root, "etc/alias"));
  const entries = await readTree(fixture.root);
  expect(entries).toContainEqual(expect.objectContaining({ path: "etc/settings", mode: 0o644 }));
  expect(entries).toContainEqual({ path: "etc/alias", type: "link", target: "settings" });
  // /bin is a link on Debian; a folder of that name would replace it and take every program with it.
  expect(entries).toContainEqual(expect.objectContaining({ path: "usr/bin/tool", mode: 0o755 }));
  expect(entries.map(entry => entry.path)).not.toContain("bin");
});

test("of two trees with one path the later wins", () => {
  const make = (text: string): FileTree => [
    { path: "a", type: "file", mode: 0o644, content: Buffer.from(text) },
  ];
  expect(mergeTrees([make("first"), make("second")])).toEqual(make("second"));
});

import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect, test } from "vitest";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { loadCatalog } from "./catalog.ts";
import { planImage } from "./plan.ts";

const images = {
  "images/base": { name: "base", title: "B", summary: "s", from: { debian: "trixie" }, packages: ["bash"] },
  "images/base/root/etc/motd": "hello\n",
  "images/tool": {
    name: "tool",
    title: "T",
    summary: "s",
    from: { image: "base" },
    packages: ["jq", "curl"],
  },
  "images/tool/build.sh": "true\n",
};

async function plan(root: string, name: string) {
  return planImage(root, await loadCatalog(root), name);
}

test("the same inputs give the same hash, whatever the order of packages", async () => {
  await using one = await projectFixture(images);
  await using two = await projectFixture({
    ...images,
    "images/tool": { ...images["images/tool"], packages: ["curl", "jq"] },
  });
  const [first, second] = await Promise.all([plan(one.root, "tool"), plan(two.root, "tool")]);
  expect(second.system.map(layer => layer.hash)).toEqual(first.system.map(layer => layer.hash));
});

test("a changed file of a parent changes the image and none of its package layers", async () => {
  await using fixture = await projectFixture(images);
  const before = await plan(fixture.root, "tool");
  await writeFile(join(fixture.root, "images/base/root/etc/motd"), "good day\n");
  const after = await plan(fixture.root, "tool");
  expect(after.hash).not.toBe(before.hash);
  expect(after.system.map(layer => layer.tag)).toEqual(before.system.map(layer => layer.tag));
});

test("a changed build script changes its own package layer and what stands on it, not what lies below", async () => {
  await using fixture = await projectFixture(images);
  const before = await plan(fixture.root, "tool");
  await writeFile(join(fixture.root, "images/tool/build.sh"), "false\n");
  const after = await plan(fixture.root, "tool");
  expect(after.system[0]?.hash).toBe(before.system[0]?.hash);
  expect(after.system[1]?.hash).not.toBe(before.system[1]?.hash);
});

import { expect, test } from "vitest";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { lineage, loadCatalog } from "./catalog.ts";

const base = { name: "base", title: "Base", summary: "Root.", from: { debian: "trixie" } };
const tool = { name: "tool", title: "Tool", summary: "On base.", from: { image: "base" } };

test("adding an image is adding a folder: every folder is found, sorted, with its lineage", async () => {
  await using fixture = await projectFixture({ "images/tool": tool, "images/base": base });
  const catalog = await loadCatalog(fixture.root);
  expect([...catalog.keys()]).toEqual(["base", "tool"]);
  expect(lineage(catalog, "tool").map(entry => entry.manifest.name)).toEqual(["base", "tool"]);
});

test("an image has page, sign-in, ports, volumes, variables and environment of the one it stands on, unless it has its own", async () => {
  const auth = { userVariable: "USER_NAME", defaultUser: "abc", passwordVariable: "WORD" };
  const page = {
    ...base,
    env: { TITLE: "Base", KEPT: "1" },
    ports: [{ port: 80, protocol: "http", purpose: "page" }],
    variables: [{ name: "TITLE", purpose: "Name of the page." }],
    web: { http: 80 },
    auth,
  };
  const own = {
    ...tool,
    env: { TITLE: "Tool" },
    ports: [{ port: 81, protocol: "tcp", purpose: "remote control" }],
    variables: [{ name: "TITLE", default: "Tool", purpose: "Name of the page." }],
    app: {},
  };
  await using fixture = await projectFixture({ "images/base": page, "images/tool": own });
  const manifest = (await loadCatalog(fixture.root)).get("tool")?.manifest;
  expect(manifest).toMatchObject({
    env: { TITLE: "Tool", KEPT: "1" },
    web: { http: 80, path: "/" },
    auth,
  });
  expect(manifest?.ports.map(port => port.port)).toEqual([80, 81]);
  expect(manifest?.variables).toMatchObject([{ name: "TITLE", default: "Tool" }]);
});

test.each([
  ["an unknown field", { ...tool, colour: "red" }, /colour/],
  ["a name that is not the folder's", { ...tool, name: "other" }, /"other" is not the folder's name "tool"/],
  ["a parent that is not there", { ...tool, from: { image: "absent" } }, /there is no image "absent"/],
  ["a parent that stands on it", { ...tool, from: { image: "tool" } }, /stands on itself/],
  ["a package name no shell should see", { ...tool, packages: ["x; rm -rf /"] }, /packages\.0/],
  ["a web port that is not published", { ...tool, web: { http: 80 } }, /port 80 is not in ports/],
  ["an app without a page", { ...tool, app: {} }, /needs a web page/],
])("a manifest with %s is refused in words", async (_what, manifest, message) => {
  await using fixture = await projectFixture({ "images/base": base, "images/tool": manifest });
  await expect(loadCatalog(fixture.root)).rejects.toMatchObject({
    id: "manifest-invalid",
    exitCode: 2,
    why: expect.stringMatching(message),
  });
});

test("a manifest that does not parse names its file", async () => {
  await using fixture = await projectFixture({ "images/base/manifest.ts": "export default {" });
  await expect(loadCatalog(fixture.root)).rejects.toMatchObject({
    id: "manifest-invalid",
    message: expect.stringContaining("images/base/manifest.ts"),
  });
});

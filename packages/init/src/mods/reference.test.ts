import fc from "fast-check";
import { expect, test } from "vitest";
import { isLoopback, type ModReference, parseModReference, splitMods } from "./reference.ts";

const HEX = "0123456789abcdef".repeat(4);

function parsed(text: string, force = false): ModReference {
  const reference = parseModReference(text, force);
  if (typeof reference === "string") throw new Error(reference);
  return reference;
}

test.each([
  ["linuxserver/mods:t", "lscr.io", "linuxserver/mods", "t", "linuxserver.mods.t"],
  ["docker.io/linuxserver/mods:t", "lscr.io", "linuxserver/mods", "t", "linuxserver.mods.t"],
  ["ghcr.io/linuxserver/mods:t", "lscr.io", "linuxserver/mods", "t", "linuxserver.mods.t"],
  ["lscr.io/linuxserver/mods:t", "lscr.io", "linuxserver/mods", "t", "linuxserver.mods.t"],
  ["user/mod", "registry-1.docker.io", "user/mod", "latest", "user.mod.latest"],
  ["docker.io/user/mod:1.0", "registry-1.docker.io", "user/mod", "1.0", "user.mod.1.0"],
  ["host/org/mod:t", "host", "org/mod", "t", "org.mod.t"],
  ["registry.example.com:5000/mod:t", "registry.example.com:5000", "mod", "t", "mod.t"],
  ["registry.example.com/mod:t", "registry.example.com", "mod", "t", "mod.t"],
  ["localhost:5000/mod:t", "localhost:5000", "mod", "t", "mod.t"],
  ["localhost/mod", "localhost", "mod", "latest", "mod.latest"],
  ["a.b/c/d/e", "a.b", "c/d/e", "latest", "c.d.e.latest"],
  ["mymod", "registry-1.docker.io", "mymod", "latest", "mymod.latest"],
  ["https://GHCR.io/User/Mod:T", "ghcr.io", "user/mod", "T", "user.mod.T"],
  [`x/mod@sha256:${HEX}`, "registry-1.docker.io", "x/mod", "latest", `x.mod.${HEX}`],
  [`x/mod:t@sha256:${HEX}`, "registry-1.docker.io", "x/mod", "t", `x.mod.t.${HEX}`],
])("%s", (text, host, path, tag, marker) => {
  expect(parsed(text)).toMatchObject({ label: text, host, path, tag, marker });
});

test("a digest is kept, and DOCKER_MODS_FORCE_REGISTRY asks what is named", () => {
  expect(parsed(`x/mod@sha256:${HEX}`).digest).toBe(`sha256:${HEX}`);
  expect(parsed("linuxserver/mods:t", true).host).toBe("registry-1.docker.io");
  expect(parsed("ghcr.io/linuxserver/mods:t", true).host).toBe("ghcr.io");
});

test.each([
  "",
  "/",
  "a//b",
  "user/mod:",
  "user/mod:a:b",
  "user/../etc:t",
  "x/m@sha256:12",
  "x y",
  "-a/b",
  "x/mod@a@b",
])("%j is refused with a reason", text => {
  expect(typeof parseModReference(text)).toBe("string");
});

test("whatever is written, a marker is a plain file name and a path stays inside its registry", () => {
  fc.assert(
    fc.property(fc.string(), fc.boolean(), (text, force) => {
      const reference = parseModReference(text, force);
      if (typeof reference === "string") return;
      expect(reference.marker).toMatch(/^[a-z0-9][\w.-]*$/);
      expect(reference.path.split("/")).not.toContain("..");
      expect(reference.host).toMatch(/^\S+$/);
    }),
  );
});

test("a well-formed reference with a registry is found again in its parts", () => {
  const word = fc.stringMatching(/^[a-z0-9]{1,8}$/);
  const host = fc
    .tuple(word, fc.integer({ min: 1, max: 65535 }))
    .map(([name, port]) => `${name}.test:${port}`);
  fc.assert(
    fc.property(host, fc.array(word, { minLength: 1, maxLength: 4 }), word, (registry, path, tag) => {
      expect(parsed(`${registry}/${path.join("/")}:${tag}`)).toMatchObject({
        host: registry,
        path: path.join("/"),
        tag,
      });
    }),
  );
});

test("names are split at bars, blanks and line ends", () => {
  expect(splitMods(" a/b:c|d/e\nf/g  | h ")).toEqual(["a/b:c", "d/e", "f/g", "h"]);
});

test.each([
  ["localhost:5000", true],
  ["127.0.0.1", true],
  ["127.1.2.3:80", true],
  ["[::1]:5000", true],
  ["localhost.example.com", false],
  ["127.0.0.1.example.com", false],
  ["10.0.0.1:5000", false],
])("%s is this machine: %s", (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});

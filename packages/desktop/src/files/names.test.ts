import fc from "fast-check";
import { expect, it } from "vitest";
import { freeName, isPart, namesIn, partName } from "./names.ts";

it.each([
  "..",
  "a/../b",
  "./a",
  "a//b",
  "/etc/passwd",
  "a/",
  "a\0b",
  "a/..",
  "\ud800",
  "x".repeat(256),
  partName("id"),
])("refuses %j in words", path => {
  expect(() => namesIn(path)).toThrow(/cannot be the name of a file: .+/);
});

it.each([
  "sea.jpg",
  "photos/2026/sea.jpg",
  "COM1",
  'a:b*?"<>|',
  "..a",
  "a..",
  " ",
  "世界",
  "a\\..\\b",
  "x".repeat(255),
])("takes %j", path => {
  expect(namesIn(path).join("/")).toBe(path);
});

it("leads nowhere but down, whatever it is given", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom(".", "/", "a", "\0", "\\", "%") }), path => {
      let names: string[] = [];
      try {
        names = namesIn(path);
      } catch {
        return true;
      }
      return names.every(name => name !== "" && name !== "." && name !== ".." && !/[/\0]/.test(name));
    }),
    { numRuns: 2000 },
  );
});

it.each([
  ["sea.jpg", 0, "sea.jpg"],
  ["sea.jpg", 1, "sea (1).jpg"],
  ["backup.tar.gz", 12, "backup (12).tar.gz"],
  [".profile", 1, ".profile (1)"],
  ["README", 2, "README (2)"],
  ["Mr. Smith went away", 1, "Mr. Smith went away (1)"],
])("%s taken %i times becomes %s", (name, count, free) => {
  expect(freeName(name, count)).toBe(free);
});

it("keeps names within what a file system takes, and the ending", () => {
  fc.assert(
    fc.property(fc.string({ unit: "grapheme", minLength: 1, maxLength: 80 }), fc.nat(9999), (stem, count) => {
      const name = freeName(`${stem}${"ü".repeat(120)}.txt`.replace("/", "_"), count + 1);
      return Buffer.byteLength(name) <= 255 && name.endsWith(` (${count + 1}).txt`) && name.isWellFormed();
    }),
  );
});

it("knows its own hidden files", () => {
  expect([isPart(partName("a")), isPart("a.porthole-part"), isPart(".a")]).toEqual([true, false, false]);
});

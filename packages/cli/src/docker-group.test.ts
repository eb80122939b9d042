import { execFileSync } from "node:child_process";
import fc from "fast-check";
import { expect, test } from "vitest";
import { groupMembers, quote } from "./docker-group.ts";

test("members of a group, by name or id", () => {
  const groups = "root:x:0:\ndocker:x:998:joe,ann\nempty:x:5:\n";
  expect(groupMembers(groups, { name: "docker" })).toEqual(["joe", "ann"]);
  expect(groupMembers(groups, { gid: 998 })).toEqual(["joe", "ann"]);
  expect(groupMembers(groups, { gid: 5 })).toEqual([]);
  expect(groupMembers(groups, { name: "nobody" })).toBeUndefined();
});

test("a quoted word comes out of a shell as it went in", () => {
  const word = fc.string({ unit: fc.constantFrom(..."'\"\\$`! \n*;&|abcé") });
  fc.assert(
    fc.property(fc.array(word, { minLength: 1, maxLength: 5 }), words => {
      const out = execFileSync("sh", ["-c", `printf '%s\\0' ${words.map(quote).join(" ")}`], {
        encoding: "utf8",
      });
      expect(out.split("\0").slice(0, -1)).toEqual(words);
    }),
    { numRuns: 30 },
  );
});

import fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import { findUser, groupIds, parseUsers, withGroupId, withMember, withUserIds } from "./accounts.ts";

const PASSWD = "root:x:0:0:root:/root:/bin/bash\nabc:x:911:911::/config:/bin/false\n";
const GROUP = "root:x:0:\nusers:x:100:abc\nvideo:x:44:x,abc\nabc:x:911:\n";

test("ids of one line change, and no other byte", () => {
  expect(withUserIds(PASSWD, "abc", 1000, 100)).toBe(PASSWD.replace("911:911", "1000:100"));
  expect(withGroupId(GROUP, "abc", 5)).toBe(GROUP.replace("abc:x:911", "abc:x:5"));
  expect(withUserIds(PASSWD, "nobody", 1, 1)).toBe(PASSWD);
});

test("any text keeps the lines of other users", () => {
  fc.assert(
    fc.property(fc.string(), text => {
      expect(withUserIds(text, "abc:", 1, 2)).toBe(text);
    }),
  );
});

test("a user's groups, its own first", () => {
  const files = new MemoryFiles({ "/etc/passwd": PASSWD, "/etc/group": GROUP });
  const user = findUser(files, "abc");
  expect(user && groupIds(files, user)).toEqual([911, 100, 44]);
});

test("members are added once", () => {
  expect(withMember(GROUP, 44, "abc")).toBe(GROUP);
  expect(withMember(GROUP, 911, "abc")).toContain("abc:x:911:abc\n");
  expect(withMember(GROUP, 44, "y")).toContain("video:x:44:x,abc,y\n");
});

test("broken lines are skipped", () => {
  expect(parseUsers("a:b\n\nx:x:one:1::/:/bin/sh\n+::::::\n")).toEqual([]);
});

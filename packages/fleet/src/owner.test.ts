import { expect, test } from "vitest";
import { findHome, invokingUser } from "./owner.ts";

const passwd = () => "root:x:0:0:root:/root:/bin/bash\njoe:x:1000:1000::/home/joe:/bin/sh\n";

test("under sudo the person is whoever called it", () => {
  const env = { SUDO_UID: "1000", SUDO_GID: "1000", HOME: "/root" };
  expect(invokingUser(env, 0, 0, passwd)).toEqual({ uid: 1000, gid: 1000, home: "/home/joe" });
});

test("leftovers of sudo mean nothing to a process that is not root", () => {
  const env = { SUDO_UID: "1000", SUDO_GID: "1000", HOME: "/home/ann" };
  expect(invokingUser(env, 1001, 1001, passwd)).toEqual({ uid: 1001, gid: 1001, home: "/home/ann" });
});

test("a group borrowed for the session, as by sg or newgrp, owns nothing: the user's own group does", () => {
  expect(invokingUser({ HOME: "/home/joe" }, 1000, 101, passwd)).toEqual({
    uid: 1000,
    gid: 1000,
    home: "/home/joe",
  });
});

test("plain root is root", () => {
  expect(invokingUser({ HOME: "/root" }, 0, 0, passwd)).toEqual({ uid: 0, gid: 0, home: "/root" });
});

test("folders follow XDG", () => {
  const owner = { uid: 1, gid: 1, home: "/home/joe" };
  expect(findHome({}, owner)).toMatchObject({
    state: "/home/joe/.local/state/porthole",
    data: "/home/joe/.local/share/porthole",
  });
  expect(findHome({ XDG_STATE_HOME: "/s", XDG_DATA_HOME: "/d" }, owner)).toMatchObject({
    state: "/s/porthole",
    data: "/d/porthole",
  });
});

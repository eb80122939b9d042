import { mkdtempDisposableSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Attempts } from "../http/attempts.ts";
import { type Link, Links, type LinkWish } from "./links.ts";
import { sharedRoles } from "./rules.ts";

const roles = sharedRoles(() => true);
const BAD = { wait: 0 };

function made(links: Links, wish: LinkWish): { link: Link; secret: string } {
  const answer = links.make(wish);
  if (typeof answer === "string") {
    throw new Error(answer);
  }
  return answer;
}

function entered(answer: ReturnType<Links["enter"]>): string {
  if (!("cookie" in answer)) {
    throw new Error("was not let in");
  }
  return answer.cookie;
}

describe("a link", () => {
  it("lets in who brings its secret, as its role, and nobody else", () => {
    using links = new Links({ roles, file: undefined });
    const { link, secret } = made(links, { role: "viewer", name: "Anna" });
    expect(Buffer.from(secret, "base64url").length * 8).toBeGreaterThanOrEqual(128);
    expect(links.enter("10.0.0.1", link.id, `${secret}x`)).toEqual(BAD);
    expect(links.enter("10.0.0.2", "nothing", secret)).toEqual(BAD);
    expect(links.enter("10.0.0.3", link.id, "")).toEqual(BAD);
    const cookie = entered(links.enter("10.0.0.4", link.id, secret));
    expect(cookie).not.toBe(secret);
    expect(links.visitor(link.id, cookie)).toMatchObject({ name: "Anna", grant: { role: "viewer" } });
    expect(links.visitor(link.id, secret)).toBeUndefined();
    const other = made(links, { role: "controller", name: "Ben" }).link;
    expect(links.visitor(other.id, cookie)).toBeUndefined();
  });

  it("has whoever guesses wait, and then the right secret too", () => {
    let now = 0;
    using links = new Links({ roles, file: undefined }, new Attempts(() => now));
    const { link, secret } = made(links, { role: "viewer", name: "" });
    for (let i = 0; i < 5; i++) {
      expect(links.enter("10.0.0.1", link.id, `guess ${i}`)).toEqual(BAD);
    }
    expect(links.enter("10.0.0.1", link.id, secret)).toEqual({ wait: 60 });
    expect(links.enterByToken("10.0.0.1", "whatever")).toEqual({ wait: 60 });
    expect(links.enter("10.0.0.2", link.id, secret)).toHaveProperty("cookie");
    now = 60_001;
    expect(links.enter("10.0.0.1", link.id, secret)).toHaveProperty("cookie");
  });

  it("and its browsers outlive the server in a file that only its user reads and that holds no secret", () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "porthole-links-"));
    const file = join(folder.path, "state/links.json");
    const before = new Links({ roles, file });
    const { link, secret } = made(before, { role: "player2", name: "Anna" });
    const cookie = entered(before.enter("10.0.0.1", link.id, secret));
    before[Symbol.dispose]();
    expect(statSync(file).mode & 0o777).toBe(0o600);
    expect(readFileSync(file, "utf8")).not.toContain(secret);
    expect(readFileSync(file, "utf8")).not.toContain(cookie);
    using after = new Links({ roles, file });
    expect(after.visitor(link.id, cookie)?.grant).toMatchObject({ role: "player2", pads: [2] });
    expect(after.enter("10.0.0.2", link.id, secret)).toHaveProperty("cookie");

    for (const content of ["nonsense", "{}", '[{"id":1}]', '[{"id":"a","role":"king"}]', "[null]"]) {
      writeFileSync(file, content);
      using none = new Links({ roles, file });
      expect(none.all).toEqual([]);
    }
  });

  it("ends at its date, for who is there too", async () => {
    using links = new Links({ roles, file: undefined });
    const ended: string[] = [];
    const { link, secret } = made(links, { role: "viewer", name: "", ends: Date.now() + 50 });
    const cookie = entered(links.enter("10.0.0.1", link.id, secret));
    await new Promise<void>(resolve => {
      links.onEnd = ({ link: id }) => {
        ended.push(id);
        resolve();
      };
    });
    expect(ended).toEqual([link.id]);
    expect(links.all).toEqual([]);
    expect(links.visitor(link.id, cookie)).toBeUndefined();
    expect(links.enter("10.0.0.2", link.id, secret)).toEqual(BAD);
  });

  it("that is revoked lets nobody in, and says whom to put out", () => {
    using links = new Links({ roles, file: undefined });
    const { link, secret } = made(links, { role: "collaborator", name: "" });
    const cookie = entered(links.enter("10.0.0.1", link.id, secret));
    const ended: unknown[] = [];
    links.onEnd = guest => ended.push(guest);
    expect([links.end(link.id), links.end(link.id)]).toEqual([true, false]);
    expect(ended).toEqual([{ link: link.id }]);
    expect(links.visitor(link.id, cookie)).toBeUndefined();
  });

  it("keeps the others in when one browser is put out", () => {
    using links = new Links({ roles, file: undefined });
    const { link, secret } = made(links, { role: "viewer", name: "" });
    const [first, second] = ["1", "2"].map(n => entered(links.enter(`10.0.0.${n}`, link.id, secret)));
    const guest = links.visitor(link.id, first ?? "")?.guest;
    links.forget(guest ?? { link: "", session: "" });
    expect(links.visitor(link.id, first ?? "")).toBeUndefined();
    expect(links.visitor(link.id, second ?? "")).toBeDefined();
  });

  it("lets nobody in while its role is switched off", () => {
    using folder = mkdtempDisposableSync(join(tmpdir(), "porthole-links-"));
    const file = join(folder.path, "links.json");
    using before = new Links({ roles, file });
    const { link, secret } = made(before, { role: "viewer", name: "" });
    const cookie = entered(before.enter("10.0.0.1", link.id, secret));
    using after = new Links({ roles: sharedRoles(name => name !== "SELKIES_ENABLE_SHARED"), file });
    expect(after.visitor(link.id, cookie)).toBeUndefined();
    expect(after.enter("10.0.0.1", link.id, secret)).toEqual(BAD);
  });

  it("gives one browser another role, and the link's own back", () => {
    using links = new Links({ roles, file: undefined });
    const { link, secret } = made(links, { role: "viewer", name: "" });
    const cookie = entered(links.enter("10.0.0.1", link.id, secret));
    const guest = links.visitor(link.id, cookie)?.guest ?? { link: "", session: "" };
    const told: unknown[] = [];
    links.onGrant = one => told.push(one);
    links.setRole(guest, "controller");
    expect(links.visitor(link.id, cookie)?.grant.role).toBe("controller");
    links.setRole(guest, "viewer");
    expect(links.visitor(link.id, cookie)?.grant.role).toBe("viewer");
    expect(told).toEqual([guest, guest]);
  });

  it("is one of two hundred at most", () => {
    using links = new Links({ roles, file: undefined });
    for (let i = 0; i < 200; i++) {
      made(links, { role: "viewer", name: "" });
    }
    expect(links.make({ role: "viewer", name: "" })).toContain("200 links");
    expect(links.replaceTokens(new Map([["another-program-s-token", { role: "viewer" }]]))).toContain("200");
  });
});

describe("tokens of another program", () => {
  it("let in as they say; a new set ends those that are missing and changes the others in place", () => {
    using links = new Links({ roles: [], file: undefined });
    links.replaceTokens(
      new Map([
        ["token-of-the-first", { role: "viewer", pad: 1 }],
        ["token-of-the-second", { role: "controller" }],
      ]),
    );
    const first = links.enterByToken("10.0.0.1", "token-of-the-first");
    if (!("cookie" in first)) {
      throw new Error("was not let in");
    }
    expect(links.visitor(first.link, first.cookie)?.grant).toMatchObject({ role: "viewer", pads: [1] });
    expect(links.enterByToken("10.0.0.2", "token-of-the-third")).toEqual(BAD);

    const [ended, changed]: [unknown[], unknown[]] = [[], []];
    links.onEnd = guest => ended.push(guest);
    links.onGrant = guest => changed.push(guest);
    links.replaceTokens(new Map([["token-of-the-first", { role: "collaborator", pad: 2 }]]));
    expect(changed).toEqual([{ link: first.link }]);
    expect(ended).toHaveLength(1);
    expect(links.visitor(first.link, first.cookie)?.grant).toMatchObject({ role: "collaborator", pads: [2] });
    expect(links.enterByToken("10.0.0.2", "token-of-the-second")).toEqual(BAD);
  });
});

it.each([
  ["SELKIES_ENABLE_SHARING", []],
  ["SELKIES_ENABLE_COLLAB", ["controller", "viewer", "player2", "player3", "player4"]],
  ["SELKIES_ENABLE_PLAYER3", ["controller", "collaborator", "viewer", "player2", "player4"]],
])("%s switched off leaves links for %j", (off, left) => {
  expect(sharedRoles(name => name !== off)).toEqual(left);
});

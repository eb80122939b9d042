import {
  ACTIONS,
  type Action,
  actionsOf,
  CLOSE,
  NEEDS,
  type PageMessage,
  pageSchema,
  ROLES,
  type Schema,
} from "@porthole/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { enter, guestOf, makeLink, openGuest } from "./guest.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

const SPACE = 0x20;
const basic = { Authorization: `Basic ${Buffer.from("abc:sesame").toString("base64")}` };

let desktop: RunningDesktop;
let owner: FakePage;
let url: string;
beforeAll(async () => {
  desktop = await startDesktop({ PASSWORD: "sesame", SUBFOLDER: "/desk/" });
  url = `${desktop.url}desk/`;
  owner = await FakePage.open(url, { socket: { headers: basic } });
  await owner.wait("frame");
});
afterAll(async () => {
  owner?.[Symbol.dispose]();
  await desktop?.[Symbol.asyncDispose]();
});

/** What the server has counted as refused. */
async function refused(): Promise<number> {
  const text = await (await fetch(`${url}metrics`, { headers: basic })).text();
  return Number(/^porthole_refused_messages_total (\d+)$/m.exec(text)?.[1]);
}

/** One message of each kind that asks for something, with what it needs; none of them changes what a later one meets. */
const TRIED: [Action, PageMessage][] = [
  ["watch", { kind: "keyframe" }],
  ["watch", { kind: "shown", frame: 0, decode: 0, page: 0, queued: 0 }],
  ["watch", { kind: "watch", on: false }],
  ["watch", { kind: "point", x: 1, y: 1 }],
  ["displaySize", { kind: "resize", width: 800, height: 600, scale: 100 }],
  ["pointer", { kind: "move", x: 5, y: 5 }],
  ["pointer", { kind: "button", x: 5, y: 5, button: 1, down: false }],
  ["pointer", { kind: "wheel", x: 5, y: 5, dx: 0, dy: 0 }],
  ["keyboard", { kind: "key", keysym: SPACE, down: false, code: "" }],
  ["keyboard", { kind: "held", keysyms: [] }],
  ["settings", { kind: "setting", setting: 1, value: 60 }],
  ["clipboardIn", { kind: "clip", transfer: 1, formats: [0], sizes: [1] }],
  ["clipboardIn", { kind: "clipPiece", transfer: 1, data: Uint8Array.of(65) }],
  ["clipboardIn", { kind: "clipStop", transfer: 1 }],
  ["clipboardOut", { kind: "clipTaken", transfer: 1, bytes: 0 }],
  ["share", { kind: "linkMake", role: 3, name: "", ends: 0 }],
  ["share", { kind: "linkEnd", link: "none" }],
  ["share", { kind: "personRole", person: 0, role: 3 }],
  ["share", { kind: "personEnd", person: 0 }],
];
/** What anybody may say. */
const FREE = ["hello", "ping", "visibility", "name"];

/** A value for each field. */
const PLAIN: Record<string, unknown> = {
  u8: 1,
  u16: 1,
  i16: 1,
  u32: 1,
  f64: 1,
  bool: true,
  text: "a",
  rest: Uint8Array.of(1),
};
/** A message of each further kind. Where it is allowed it would do something, so it is tried only where it is not. */
const FURTHER = Object.entries(pageSchema as Schema).flatMap(
  ([kind, { fields }]): [Action, PageMessage][] => {
    const action = NEEDS[kind as PageMessage["kind"]];
    if (action === "nothing" || TRIED.some(([, tried]) => tried.kind === kind)) {
      return [];
    }
    const values = Object.entries(fields).map(([name, { label }]) => [
      name,
      label.startsWith("list of ") ? [PLAIN[label.slice("list of ".length)]] : PLAIN[label],
    ]);
    return [[action, { kind, ...Object.fromEntries(values) } as PageMessage]];
  },
);

it("nothing but a greeting, a name and a sign of life is allowed to everybody", () => {
  const free = Object.entries(NEEDS).filter(([, action]) => action === "nothing");
  expect(free.map(([kind]) => kind).sort()).toEqual([...FREE].sort());
});

describe.each(ROLES)("%s", role => {
  it("may do what its page was told, and nothing else, whatever a client sends", async () => {
    const guest = role === "owner" ? undefined : await guestOf(url, owner, role);
    const page = guest?.page ?? owner;
    const you = await page.wait("you");
    expect(ROLES[you.role]).toBe(role);
    const allowed = actionsOf(you.actions);
    for (const [action, message] of [...TRIED, ...FURTHER.filter(([one]) => !allowed.has(one))]) {
      const before = await refused();
      page.send(message);
      page.send({ kind: "ping", sent: before });
      const pongs = page.of("pong").length;
      await waitFor("the answer", () => page.of("pong").length > pongs);
      expect([action, message.kind, (await refused()) - before]).toEqual([
        action,
        message.kind,
        allowed.has(action) ? 0 : 1,
      ]);
    }
    const notices = page.of("notice").filter(({ id }) => id === "not-allowed");
    expect(notices).toHaveLength(role === "owner" ? 0 : 1);
    expect(allowed.size).toBeLessThanOrEqual(ACTIONS.length);
    guest?.page[Symbol.dispose]();
  });
});

describe("a viewer", () => {
  it("sees the picture, and changes nothing: no key, no pointer, no size, no clipboard either way, no monitor", async () => {
    const { page } = await guestOf(url, owner, "viewer");
    using viewer = page;
    expect((await viewer.wait("frame")).key).toBe(true);
    expect(viewer.of("clipRules")).toMatchObject([{ in: false, out: false }]);
    const size = await desktop.observer.run("xdpyinfo | grep dimensions");
    const at = await desktop.observer.run("xdotool getmouselocation");
    viewer.tap(0x61, SPACE);
    viewer.send({ kind: "button", x: 33, y: 44, button: 1, down: true });
    viewer.send({ kind: "resize", width: 640, height: 480, scale: 100 });
    const { page: collaborator } = await guestOf(url, owner, "collaborator");
    using second = collaborator;
    owner.send({ kind: "clip", transfer: 1, formats: [0], sizes: [6] });
    owner.send({ kind: "clipPiece", transfer: 1, data: Buffer.from("secret") });
    await second.wait("clip", ({ sizes }) => sizes[0] === 6);
    viewer.send({ kind: "ping", sent: 77 });
    await viewer.wait("pong", ({ sent }) => sent === 77);
    expect(viewer.of("clip")).toEqual([]);
    expect(await desktop.observer.run("xdotool getmouselocation")).toBe(at);
    expect(await desktop.observer.run("xdpyinfo | grep dimensions")).toBe(size);
  });

  it("that asks for a monitor of its own is shown the first", async () => {
    const { page, made, cookie } = await guestOf(url, owner, "viewer");
    page[Symbol.dispose]();
    using other = await openGuest(url, made.link, cookie, { display: 255, width: 300, height: 300 });
    expect((await other.wait("display")).display).toBe(0);
    expect((await fetch(`${url}s/${made.link}/metrics`, { headers: { cookie } })).status).toBe(404);
  });
});

describe("a link", () => {
  it("shows a page to join with, whose code is never in an address; what it gives opens page and stream below the link alone", async () => {
    const made = await makeLink(owner, "collaborator", "Anna");
    const browser = { accept: "text/html", "accept-language": "fr" };
    const asked = await fetch(`${url}s/${made.link}/`, { headers: browser });
    expect(asked.status).toBe(401);
    expect(asked.headers.get("content-security-policy")).toContain("script-src 'sha256-");
    expect(await asked.text()).toContain("Rejoindre");
    const unknown = await fetch(`${url}s/unknown/`, { headers: browser });
    expect(unknown.status).toBe(401);
    const cookie = String(await enter(url, made, { origin: `http://localhost:${desktop.port}` }));
    expect(cookie).not.toContain(made.code);
    const status = async (path: string) => (await fetch(`${url}${path}`, { headers: { cookie } })).status;
    expect(await status(`s/${made.link}/`)).toBe(200);
    expect(await status(`s/${made.link}/worker.js`)).toBe(200);
    expect(await status("")).toBe(401);
    expect(await status("metrics")).toBe(401);
    const other = await makeLink(owner, "controller");
    expect(await status(`s/${other.link}/`)).toBe(401);
    expect(await status(`s/${made.link}/../../metrics`)).toBe(401);
    await expect(openGuest(url, other.link, cookie)).rejects.toThrow("401");
    await expect(FakePage.open(url, { socket: { headers: { Cookie: cookie } } })).rejects.toThrow("401");
    using page = await openGuest(url, made.link, cookie);
    expect(await page.wait("you")).toMatchObject({ name: "Anna", role: ROLES.indexOf("collaborator") });
    expect(await page.wait("frame")).toMatchObject({ key: true });
  });

  it("is entered by a form of this server alone", async () => {
    const made = await makeLink(owner, "viewer");
    expect(await enter(url, made, { origin: "http://evil.example" })).toBe(403);
    expect(await enter(url, { ...made, code: "x".repeat(5000) })).toBe(413);
  });

  it("that is revoked puts its people out at once, and their cookies open nothing", async () => {
    const { page, made, cookie } = await guestOf(url, owner, "controller", "Ben");
    await owner.wait("people", ({ names }) => names.includes("Ben"));
    page.send({ kind: "key", keysym: 0xffe1, down: true, code: "" });
    owner.send({ kind: "linkEnd", link: made.link });
    const closed = await waitFor("the close", () => page.closed);
    expect(closed).toEqual({ code: CLOSE.revoked, reason: "the link has ended" });
    await expect(openGuest(url, made.link, cookie)).rejects.toThrow("401");
    expect(await enter(url, made)).toBe(401);
    const latest = await waitFor("a list without it", () => {
      const list = owner.of("links").at(-1);
      return list && !list.links.includes(made.link) ? list : undefined;
    });
    expect(latest.names).not.toContain("Ben");
  });

  it("ends at its date", async () => {
    const made = await makeLink(owner, "viewer", "", Date.now() + 1500);
    const cookie = String(await enter(url, made));
    using page = await openGuest(url, made.link, cookie);
    await page.wait("frame");
    expect((await waitFor("the end", () => page.closed)).code).toBe(CLOSE.revoked);
  });

  it("and who came by it are known again by a server that was killed", async () => {
    const { page, made, cookie } = await guestOf(url, owner, "player3", "Cleo");
    await desktop.exec("kill -9 $(s6-svstat -o pid /run/service/svc-desktop)");
    await waitFor("the end", () => page.closed && owner.closed);
    using again = await waitFor("the server again", () =>
      openGuest(url, made.link, cookie).catch(() => undefined),
    );
    expect(await again.wait("you")).toMatchObject({ name: "Cleo", pads: [3] });
    expect(await desktop.exec("stat -c '%a %U' /config/.local/state/porthole/links.json")).toBe("600 abc");
    expect(await desktop.exec("cat /config/.local/state/porthole/links.json")).not.toContain(made.code);
    owner = await FakePage.open(url, { socket: { headers: basic } });
    await owner.wait("frame");
  });
});

describe("people", () => {
  it("are told who is there, by names of their own that differ, and where the others point", async () => {
    const { page: first, made, cookie } = await guestOf(url, owner, "viewer", "Anna");
    using anna = first;
    using second = await openGuest(url, made.link, cookie);
    const all = await anna.wait("people", ({ names }) => names.includes("Anna 2"));
    expect(all.names).toContain("abc");
    expect(all.guests[all.names.indexOf("Anna")]).toBe(true);
    expect(all.guests[all.names.indexOf("abc")]).toBe(false);
    second.send({ kind: "name", name: " Zo\u202e\u0000ë\n " });
    await anna.wait("people", ({ names }) => names.includes("Zo ë"));

    const me = owner.of("you").at(-1)?.person;
    for (let x = 0; x < 200; x++) {
      owner.send({ kind: "move", x, y: 9 });
    }
    await anna.wait("pointer", ({ person, x }) => person === me && x === 199);
    expect(anna.of("pointer").length).toBeLessThan(100);
    expect(owner.of("pointer").filter(({ person }) => person === me)).toEqual([]);
    anna.send({ kind: "point", x: 12, y: 34 });
    const annas = anna.of("you").at(-1)?.person;
    expect(await owner.wait("pointer", ({ person }) => person === annas)).toMatchObject({ x: 12, y: 34 });
    expect(anna.of("links")).toEqual([]);
  });

  it("can be handed control, which lasts through a reload, and lose it with nothing left pressed", async () => {
    const { page, made, cookie } = await guestOf(url, owner, "viewer", "Dora");
    const { person } = await page.wait("you");
    owner.send({ kind: "personRole", person, role: ROLES.indexOf("controller") });
    await page.wait("you", ({ role }) => ROLES[role] === "controller");
    expect(await page.wait("clipRules", rules => rules.in)).toMatchObject({ in: true, out: true });
    page[Symbol.dispose]();
    using again = await openGuest(url, made.link, cookie, { width: 704, height: 496 });
    const you = await again.wait("you");
    expect(ROLES[you.role]).toBe("controller");
    await again.wait("display", ({ width, height }) => width === 704 && height === 496);
    again.send({ kind: "key", keysym: 0xffe1, down: true, code: "" });
    await waitFor("Shift", async () => (await shift()) === 1);
    owner.send({ kind: "personRole", person: you.person, role: ROLES.indexOf("viewer") });
    await again.wait("you", ({ role }) => ROLES[role] === "viewer");
    await waitFor("no Shift", async () => (await shift()) === 0);

    owner.send({ kind: "personEnd", person: you.person });
    expect((await waitFor("the close", () => again.closed)).code).toBe(CLOSE.revoked);
    await expect(openGuest(url, made.link, cookie)).rejects.toThrow("401");
    expect(await enter(url, made)).toContain("=");
  });

  it("who signed in are nobody's to change", async () => {
    using other = await FakePage.open(url, { socket: { headers: basic } });
    const { person } = await other.wait("you");
    owner.forget();
    owner.send({ kind: "personEnd", person });
    await owner.wait("notice", ({ id, text }) => id === "sharing-owner" && text.includes("signed in"));
    owner.send({ kind: "linkMake", role: 0, name: "", ends: 0 });
    await owner.wait("notice", ({ text }) => text.includes("no such role"));
    owner.send({ kind: "linkMake", role: 3, name: "", ends: 5 });
    await owner.wait("notice", ({ text }) => text.includes("later date"));
    expect(other.closed).toBeUndefined();
  });
});

/** Whether the X server holds the left Shift key, of keycode 50: 1 or 0. */
async function shift(): Promise<number> {
  const keys = await desktop.observer.run('xinput query-state "Virtual core XTEST keyboard"');
  return keys.includes("key[50]=down") ? 1 : 0;
}

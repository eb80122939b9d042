import { CLOSE, ROLES } from "@porthole/protocol";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { capture } from "../../../tests/support/shell.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { enter, openGuest } from "./guest.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

const MASTER = "a-master-token-of-a-test";
const [FIRST, SECOND] = ["first-token-of-a-program", "second-token-of-a-program"];

let desktop: RunningDesktop;
let control: string;
beforeAll(async () => {
  desktop = await startDesktop(
    { SELKIES_MASTER_TOKEN: MASTER, SELKIES_CONTROL_PORT: "8099", SUBFOLDER: "/d/" },
    ["-p", "127.0.0.1::8099"],
  );
  const port = (await capture("docker", "port", desktop.container, "8099")).split(":").at(-1);
  control = `http://localhost:${port}`;
});
afterAll(() => desktop?.[Symbol.asyncDispose]());

async function ask(
  method: string,
  path: string,
  body?: unknown,
  token = MASTER,
): Promise<{ status: number; body: Record<string, never> }> {
  const response = await fetch(`${control}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === "" ? {} : JSON.parse(text) };
}

/** Opens the page with a token in its address, as Selkies' programs do; gives where that leads and the cookie. */
async function open(token: string): Promise<{ folder: string; cookie: string }> {
  const response = await fetch(`${desktop.url}d/?token=${token}`, { redirect: "manual" });
  expect(response.status).toBe(303);
  const folder = response.headers.get("location") ?? "";
  expect(folder).not.toContain(token);
  return { folder, cookie: response.headers.get("set-cookie")?.split(";")[0] ?? "" };
}

function pageAt({ folder, cookie }: { folder: string; cookie: string }): Promise<FakePage> {
  return FakePage.open(`http://localhost:${desktop.port}${folder}`, {
    socket: { headers: { Cookie: cookie } },
  });
}

describe("the control plane", () => {
  it("with a master token nobody comes in but by a link or a token", async () => {
    expect((await fetch(`${desktop.url}d/`)).status).toBe(401);
    await expect(FakePage.open(`${desktop.url}d/`)).rejects.toThrow("401");
    const page = await fetch(`${desktop.url}d/?token=nothing-like-a-token`, {
      headers: { accept: "text/html" },
    });
    expect([page.status, (await page.text()).includes("has ended")]).toEqual([401, true]);
  });

  it("takes Selkies' set of tokens: who is missing is put out, who is changed goes on as what it became", async () => {
    expect(
      (
        await ask("POST", "/tokens", {
          [FIRST]: { role: "viewer", slot: 2 },
          [SECOND]: { role: "controller", slot: null },
        })
      ).body,
    ).toEqual({ tokens: 2 });
    using viewer = await pageAt(await open(FIRST));
    expect(await viewer.wait("you")).toMatchObject({ role: ROLES.indexOf("viewer"), pads: [2] });
    using controller = await pageAt(await open(SECOND));
    expect(await controller.wait("you")).toMatchObject({ role: ROLES.indexOf("controller") });

    await ask("POST", "/tokens", { [FIRST]: { role: "viewer", slot: null, mk_control: true } });
    await viewer.wait("you", ({ role }) => ROLES[role] === "collaborator");
    expect((await waitFor("the close", () => controller.closed)).code).toBe(CLOSE.revoked);
    expect(viewer.closed).toBeUndefined();
    expect((await fetch(`${desktop.url}d/?token=${SECOND}`, { redirect: "manual" })).status).toBe(401);
    expect((await ask("POST", "/tokens", {})).body).toEqual({ tokens: 0 });
    expect((await waitFor("the close", () => viewer.closed)).code).toBe(CLOSE.revoked);
  });

  it("makes, lists and ends links, tells who is there, changes what they may, and puts them out", async () => {
    const ends = new Date(Date.now() + 3600_000).toISOString();
    const made = await ask("POST", "/links", { role: "viewer", name: "Anna", ends });
    expect(made).toMatchObject({ status: 201, body: { role: "viewer", name: "Anna", ends, people: 0 } });
    const { id, path } = made.body as unknown as { id: string; path: string };
    const code = path.split("#code=")[1] ?? "";
    expect(path).toBe(`/d/s/${id}/#code=${code}`);
    const cookie = String(await enter(`${desktop.url}d/`, { link: id, code }));
    using page = await openGuest(`${desktop.url}d/`, id, cookie);
    const { person } = await page.wait("you");
    expect((await ask("GET", "/people")).body).toEqual({
      people: [{ id: person, name: "Anna", role: "viewer", link: id }],
    });
    expect((await ask("PATCH", `/people/${person}`, { role: "collaborator" })).status).toBe(204);
    await page.wait("you", ({ role }) => ROLES[role] === "collaborator");
    expect(JSON.stringify((await ask("GET", "/links")).body)).not.toContain(code);
    expect((await ask("DELETE", `/people/${person}`)).status).toBe(204);
    expect((await waitFor("the close", () => page.closed)).code).toBe(CLOSE.revoked);
    expect((await ask("DELETE", `/links/${id}`)).status).toBe(204);
    expect(await ask("DELETE", `/links/${id}`)).toEqual({
      status: 404,
      body: { error: `There is no link "${id}".` },
    });
    expect((await ask("GET", "/links")).body).toEqual({ links: [] });
  });

  it.each([
    ["POST", "/links", "{", 400, "no JSON"],
    ["POST", "/links", [], 400, "JSON object"],
    ["POST", "/links", { role: "owner" }, 400, "one of controller"],
    ["POST", "/links", { role: "viewer", end: 1 }, 400, 'no \\"end\\"'],
    ["POST", "/links", { role: "viewer", ends: "soon" }, 400, "a date such as"],
    ["POST", "/links", { role: "viewer", ends: "2001-01-01" }, 409, "ended already"],
    ["POST", "/links", "x".repeat(70_000), 413, "too large"],
    ["PUT", "/links", undefined, 405, "GET and POST"],
    ["GET", "/__proto__", undefined, 404, "/links"],
    ["PATCH", "/people/12345", { role: "viewer" }, 409, "has gone"],
    ["POST", "/tokens", { short: { role: "viewer" } }, 400, "fewer than 16"],
    ["POST", "/tokens", { [FIRST]: { role: "king" } }, 400, "controller or viewer"],
    ["POST", "/tokens", { [FIRST]: { role: "viewer", slot: 5 } }, 400, "slot"],
  ])("refuses %s %s %j in words", async (method, path, body, status, words) => {
    const answer = await ask(method, path, body);
    expect(answer.status).toBe(status);
    expect(JSON.stringify(answer.body)).toContain(words);
    expect(JSON.stringify(answer.body)).not.toContain(FIRST);
  });

  it("is made, listed and ended inside the container by porthole-share, and by nobody else there", async () => {
    const url = await desktop.exec(
      "porthole-share create player4 --name 'Anna B' --lasts 2h --url https://desk.example",
    );
    expect(url.trim()).toMatch(/^https:\/\/desk\.example\/d\/s\/[\w-]+\/#code=[\w-]{43}$/);
    const listed = await desktop.exec("porthole-share list");
    expect(listed).toMatch(/player4\t20.*\t0 here\tAnna B/);
    await desktop.exec(`porthole-share revoke ${listed.split("\t")[0]}`);
    expect(await desktop.exec("porthole-share list")).toContain("no links");
    const failing = (line: string) => desktop.exec(`${line} 2>&1; echo "code $?"`);
    expect(await failing("porthole-share create king")).toMatch(/one of controller.*code 1/s);
    expect(await failing("porthole-share create viewer --lasts soon")).toMatch(/no time such as.*code 2/s);
    expect(await failing("porthole-share nonsense")).toMatch(/porthole-share create ROLE.*code 2/s);
    expect(await desktop.exec("stat -c '%a %U' /run/desktop/control.sock")).toBe("600 abc");
    expect(await failing("setpriv --reuid=65534 --clear-groups porthole-share list")).toMatch(
      /Only root|cannot be reached/,
    );
  });

  // Last, since it has this machine wait for a minute.
  it("asks for the master token, and has whoever guesses it wait", async () => {
    expect((await fetch(`${control}/links`)).status).toBe(401);
    for (let i = 0; i < 5; i++) {
      expect((await ask("GET", "/links", undefined, `guess-${i}-of-a-master`)).status).toBe(401);
    }
    expect((await ask("GET", "/links")).status).toBe(429);
  });
});

it("with a password as well, whoever signs in owns the desktop; without sharing no link lets anybody in", async () => {
  await using other = await startDesktop({
    PASSWORD: "sesame",
    SELKIES_MASTER_TOKEN: MASTER,
    SELKIES_ENABLE_SHARING: "false",
  });
  const headers = { Authorization: `Basic ${Buffer.from("abc:sesame").toString("base64")}` };
  using owner = await FakePage.open(other.url, { socket: { headers } });
  expect(await owner.wait("sharing")).toMatchObject({ roles: [], signIn: true });
  owner.send({ kind: "linkMake", role: ROLES.indexOf("viewer"), name: "", ends: 0 });
  await owner.wait("notice", ({ text }) => text.includes("makes no links"));
});

import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import {
  CLIENT,
  listenAsProvider,
  type ProviderOptions,
  type RunningProvider,
} from "../../../../tests/support/oidc-provider.ts";
import { Oidc, type OidcSettings } from "./oidc.ts";

const PAGE = "https://desk.example/";
const RETURN = `${PAGE}oidc/return`;

let provider: RunningProvider;
beforeAll(async () => {
  vi.spyOn(process.stderr, "write").mockReturnValue(true);
  vi.spyOn(console, "warn").mockReturnValue(undefined);
  provider = await listenAsProvider();
});
afterAll(async () => {
  vi.restoreAllMocks();
  await provider[Symbol.asyncDispose]();
});

function oidcOf(whom: Partial<OidcSettings>, now?: () => number): Oidc {
  const settings: OidcSettings = {
    issuer: new URL(provider.issuer),
    clientId: CLIENT.id,
    clientSecret: CLIENT.secret,
    scope: "openid profile email groups",
    name: "Home",
    userClaim: "preferred_username",
    users: [],
    groupClaim: "groups",
    groups: [],
    ...whom,
  };
  return new Oidc(settings, now);
}

/** What a browser does between leaving for the provider and coming back: it keeps cookies and follows redirects. */
async function visit(location: string): Promise<string> {
  const cookies = new Map<string, string>();
  let next = location;
  for (let i = 0; i < 10 && !next.startsWith(RETURN); i += 1) {
    const cookie = [...cookies].map(pair => pair.join("=")).join("; ");
    const response = await fetch(next, { redirect: "manual", headers: { cookie } });
    for (const set of response.headers.getSetCookie()) {
      const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(set) ?? [];
      cookies.set(name, value);
    }
    next = new URL(response.headers.get("location") ?? `/lost-${response.status}`, next).href;
  }
  return new URL(next).search;
}

/** A sign-in up to the moment the browser is back. */
async function begin(oidc: Oidc): Promise<{ query: string; ticket: string }> {
  const begun = await oidc.begin(RETURN);
  if ("problem" in begun) {
    throw new Error(begun.problem);
  }
  return { query: await visit(begun.location), ticket: begun.ticket };
}

async function signIn(oidc: Oidc, options: ProviderOptions = {}) {
  provider.serve([PAGE], { account: "eve", ...options });
  const { query, ticket } = await begin(oidc);
  return await oidc.finish(query, ticket);
}

describe("Oidc", () => {
  it("lets in whom the settings name, by name, group or verified address, and nobody else", async () => {
    const eve = { name: "Eve Example" };
    const stranger = { problem: "stranger" };
    expect(await signIn(oidcOf({ users: ["eve"] }))).toMatchObject(eve);
    expect(await signIn(oidcOf({ groups: ["family"] }))).toMatchObject(eve);
    expect(await signIn(oidcOf({ users: ["*"] }), { account: "mallory" })).toMatchObject({ name: "Mallory" });
    expect(await signIn(oidcOf({ users: ["eve"] }), { account: "mallory" })).toEqual(stranger);
    expect(await signIn(oidcOf({ groups: ["family"] }), { account: "mallory" })).toEqual(stranger);
    const byAddress = { userClaim: "email", users: ["eve@home.example"] };
    expect(await signIn(oidcOf(byAddress))).toMatchObject(eve);
    expect(await signIn(oidcOf(byAddress), { account: "mallory" })).toEqual(stranger);
  });

  it("takes each answer once, from the browser that began, in time", async () => {
    let now = Date.now();
    const oidc = oidcOf({ users: ["eve"] }, () => now);
    provider.serve([PAGE], { account: "eve" });
    const first = await begin(oidc);
    expect(await oidc.finish(first.query, undefined)).toEqual({ problem: "late" });
    expect(await oidc.finish(first.query, "another")).toEqual({ problem: "late" });
    expect(await oidc.finish(first.query, first.ticket)).toMatchObject({ name: "Eve Example" });
    expect(await oidc.finish(first.query, first.ticket)).toEqual({ problem: "late" });

    const slow = await begin(oidc);
    now += 11 * 60_000;
    expect(await oidc.finish(slow.query, slow.ticket)).toEqual({ problem: "late" });
  });

  it("takes no code that was used before, nor an answer to somebody else's question", async () => {
    const oidc = oidcOf({ users: ["eve"] });
    provider.serve([PAGE], { account: "eve" });
    const [used, other] = [await begin(oidc), await begin(oidc)];
    expect(await oidc.finish(used.query, used.ticket)).toHaveProperty("name");
    const replayed = new URLSearchParams(other.query);
    replayed.set("code", new URLSearchParams(used.query).get("code") ?? "");
    expect(await oidc.finish(`?${replayed}`, other.ticket)).toEqual({ problem: "late" });

    const [mine, theirs] = [await begin(oidc), await begin(oidc)];
    expect(await oidc.finish(theirs.query, mine.ticket)).toEqual({ problem: "mistrusted" });
  });

  it("says what was wrong: a refusal, a clock, a forged signature", async () => {
    const oidc = oidcOf({ users: ["eve"] });
    provider.serve([PAGE], { account: "eve" });
    const { query, ticket } = await begin(oidc);
    const refused = new URLSearchParams({ error: "access_denied", iss: provider.issuer });
    refused.set("state", new URLSearchParams(query).get("state") ?? "");
    expect(await oidc.finish(`?${refused}`, ticket)).toEqual({ problem: "cancelled" });
    const fast = oidcOf({ users: ["eve"] }, () => Date.now() + 3600_000);
    expect(await signIn(fast)).toEqual({ problem: "clock" });
    const nearly = oidcOf({ users: ["eve"] }, () => Date.now() + 620_000);
    expect(await signIn(nearly)).toMatchObject({ name: "Eve Example" });
    expect(await signIn(oidcOf({ users: ["eve"] }), { foreignKeys: true })).toEqual({
      problem: "mistrusted",
    });
  });

  it("says that a provider cannot be reached, and finds it once it can", async () => {
    await using late = await listenAsProvider();
    const oidc = oidcOf({ issuer: new URL(late.issuer), users: ["eve"] });
    expect(await oidc.begin(RETURN)).toEqual({ problem: "unreachable" });
    late.serve([PAGE], { account: "eve" });
    const { query, ticket } = await begin(oidc);
    expect(await oidc.finish(query, ticket)).toMatchObject({ name: "Eve Example" });
    const kept = oidc.keep("header.claims.signature");
    const leave = async (by: string | undefined) => new URL((await oidc.leave(PAGE, by)) ?? "").searchParams;
    expect((await leave(kept)).get("id_token_hint")).toBe("header.claims.signature");
    const [again, without] = [await leave(kept), await leave(undefined)];
    for (const query of [again, without]) {
      expect(query.has("id_token_hint")).toBe(false);
      expect(query.get("post_logout_redirect_uri")).toBe(PAGE);
    }
  });
});

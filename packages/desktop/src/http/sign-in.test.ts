import { existsSync, mkdtempSync, rmSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import { networks } from "../variables/kinds.ts";
import { Attempts } from "./attempts.ts";
import { isSameOrigin } from "./origin.ts";
import { clientOf } from "./request.ts";
import { SignIns } from "./sign-in.ts";
import { signInPage } from "./sign-in-page.ts";

const signIn = { user: "abc", password: "p:ä" };
const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;
const folder = mkdtempSync(join(tmpdir(), "porthole-sign-in-"));
afterAll(() => rmSync(folder, { recursive: true }));

function request(headers: Record<string, string>, remoteAddress = "10.0.0.1", encrypted = false) {
  return { headers, socket: { remoteAddress, encrypted } } as unknown as IncomingMessage;
}

/** The cookie of a `Set-Cookie` header, as the browser sends it back. */
const sentBack = (header: string | undefined) => header?.split(";")[0] ?? "";

describe("SignIns", () => {
  it("takes the right name and password alone", () => {
    const signIns = new SignIns(signIn);
    expect(signIns.admits(request({ authorization: basic("abc:p:ä") }))).toMatchObject({ admitted: true });
    const wrong = ["", "Basic", "Bearer x", basic("abc:p"), basic("abd:p:ä"), basic("abc:p:ä "), "Basic !!!"];
    wrong.forEach((authorization, i) => {
      expect(signIns.admits(request({ authorization }, `10.0.1.${i}`)).admitted).toBe(false);
    });
    expect(signIns.admits(request({})).admitted).toBe(false);
  });

  it("gives a cookie of its own for each sign-in, which outlives the server and ends when it is given up", () => {
    const file = join(folder, "signed-in");
    const signIns = new SignIns(signIn, file);
    const chosen = { host: "a:3000", cookie: "porthole-3000=chosen-by-another" };
    const first = signIns.enter(request(chosen), signIn, "/desk/").cookie;
    const second = signIns.enter(request({ host: "a:3000" }), signIn, "/desk/").cookie;
    expect(first).toMatch(
      /^porthole-3000=[\w-]{43}; Path=\/desk\/; Max-Age=2592000; HttpOnly; SameSite=Lax$/,
    );
    expect(sentBack(first)).not.toBe(sentBack(second));
    expect(signIns.enter(request({ host: "a" }, "10.0.0.1", true), signIn, "/").cookie).toContain("; Secure");
    expect(signIns.admits(request(chosen)).admitted).toBe(false);

    const restarted = new SignIns(signIn, file);
    const headers = { host: "a:3000", cookie: `other=1; ${sentBack(first)}` };
    expect(restarted.admits(request(headers)).admitted).toBe(true);
    expect(restarted.admits(request({ ...headers, host: "a:3001" })).admitted).toBe(false);
    expect(restarted.leave(request(headers), "/desk/")).toContain("porthole-3000=; Path=/desk/; Max-Age=0");
    expect(restarted.admits(request(headers)).admitted).toBe(false);
    expect(new SignIns(signIn, file).admits(request(headers)).admitted).toBe(false);
    expect(existsSync(`${file}.new`)).toBe(false);
  });

  it("has whoever guesses wait, also with the right password, and nobody else", () => {
    let now = 0;
    const signIns = new SignIns(signIn, undefined, new Attempts(() => now));
    const from = (address: string, password: string) =>
      signIns.enter(request({}, address), { user: "abc", password }, "/");
    for (let i = 0; i < 5; i += 1) {
      expect(from("2001:db8::1", "guess")).toEqual({ wait: 0 });
    }
    expect(from("2001:db8:0:0:1::2", signIn.password)).toEqual({ wait: 60 });
    expect(signIns.admits(request({ authorization: basic("abc:p:ä") }, "2001:db8::3"))).toEqual({
      admitted: false,
      wait: 60,
    });
    expect(from("2001:db8:0:1::1", signIn.password)).toHaveProperty("cookie");
    expect(from("10.0.0.1", signIn.password)).toHaveProperty("cookie");
    now += 60_000;
    expect(from("2001:db8::1", signIn.password)).toHaveProperty("cookie");
  });

  it("has everybody wait where very many addresses guess", () => {
    const signIns = new SignIns(signIn, undefined, new Attempts(() => 0));
    for (let i = 0; i < 100; i += 1) {
      signIns.enter(request({}, `10.1.0.${i}`), { user: "abc", password: "guess" }, "/");
    }
    expect(signIns.enter(request({}, "10.2.0.1"), signIn, "/")).toEqual({ wait: 60 });
  });
});

describe("clientOf", () => {
  const trusted = networks.read("10.0.0.0/8, fd00::/8", false);
  const from = (forwarded: string | undefined, socket = "::ffff:10.0.0.1") =>
    clientOf(request(forwarded === undefined ? {} : { "x-forwarded-for": forwarded }, socket), trusted);

  it("believes the proxies that are trusted, and nobody before them", () => {
    expect(from("192.0.2.7")).toBe("192.0.2.7");
    expect(from("192.0.2.7:5000, 10.9.9.9")).toBe("192.0.2.7");
    expect(from("6.6.6.6, 192.0.2.7")).toBe("192.0.2.7");
    expect(from("2001:db8::1", "fd00::5")).toBe("2001:db8::1");
  });

  it("believes nobody else, and nothing that is no address", () => {
    expect(from("192.0.2.7", "198.51.100.1")).toBe("198.51.100.1");
    expect(from("unknown")).toBe("10.0.0.1");
    expect(from(undefined)).toBe("10.0.0.1");
    expect(clientOf(request({ "x-forwarded-for": "192.0.2.7" }), undefined)).toBe("10.0.0.1");
  });
});

describe("signInPage", () => {
  const options = {
    title: "<b>$&",
    folder: "/a/",
    user: '"x',
    provider: undefined,
    language: "",
    note: "none",
    seconds: 0,
  } as const;

  it("holds no markup of anybody else", () => {
    const page = signInPage(options);
    expect(page).toContain("<title>Sign in to &#60;b&#62;$&#38;</title>");
    expect(page).toContain('value="&#34;x"');
  });

  it("is in the first language that both know", () => {
    const languageOf = (language: string) => /lang="(..)"/.exec(signInPage({ ...options, language }))?.[1];
    expect(languageOf("")).toBe("en");
    expect(languageOf("it, de-CH;q=0.5, fr;q=0.8")).toBe("fr");
    expect(languageOf("constructor, zh-TW")).toBe("zh");
    expect(languageOf("ja;q=0, *")).toBe("en");
  });
});

describe("isSameOrigin", () => {
  it("compares hosts with their ports", () => {
    expect(isSameOrigin({ host: "a:3000" })).toBe(true);
    expect(isSameOrigin({ origin: "http://a:3000", host: "a:3000" })).toBe(true);
    expect(isSameOrigin({ origin: "https://a", host: "a:443" })).toBe(true);
    expect(isSameOrigin({ origin: "http://A.example", host: "a.example" })).toBe(true);
    expect(isSameOrigin({ origin: "http://a:3001", host: "a:3000" })).toBe(false);
    expect(isSameOrigin({ origin: "http://evil", host: "a" })).toBe(false);
    expect(isSameOrigin({ origin: "null", host: "a" })).toBe(false);
    expect(isSameOrigin({ origin: "http://a" })).toBe(false);
  });

  it("lets origins pass that the settings name, whole", () => {
    const others = ["https://portal.example"];
    expect(isSameOrigin({ origin: "https://portal.example", host: "a" }, others)).toBe(true);
    for (const origin of [
      "http://portal.example",
      "https://portal.example.evil",
      "https://portal.example:8443",
    ]) {
      expect(isSameOrigin({ origin, host: "a" }, others)).toBe(false);
    }
  });

  it("knows a proxy's name", () => {
    expect(
      isSameOrigin({ origin: "https://desk.example", host: "10.0.0.2:3000", forwardedHost: "desk.example" }),
    ).toBe(true);
    expect(
      isSameOrigin({ origin: "https://evil", host: "10.0.0.2:3000", forwardedHost: "desk.example" }),
    ).toBe(false);
  });
});

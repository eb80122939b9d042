import { describe, expect, it } from "vitest";
import { isSameOrigin } from "./origin.ts";
import { isSignedIn } from "./sign-in.ts";

const basic = (text: string) => `Basic ${Buffer.from(text).toString("base64")}`;

describe("isSignedIn", () => {
  const signIn = { user: "abc", password: "p:ä" };

  it("takes the right name and password alone", () => {
    expect(isSignedIn(basic("abc:p:ä"), signIn)).toBe(true);
    for (const header of [
      undefined,
      "",
      "Basic",
      "Bearer x",
      basic("abc:p"),
      basic("abd:p:ä"),
      basic("abc:p:ä "),
      "Basic !!!",
    ]) {
      expect(isSignedIn(header, signIn)).toBe(false);
    }
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

  it("knows a proxy's name", () => {
    expect(
      isSameOrigin({ origin: "https://desk.example", host: "10.0.0.2:3000", forwardedHost: "desk.example" }),
    ).toBe(true);
    expect(
      isSameOrigin({ origin: "https://evil", host: "10.0.0.2:3000", forwardedHost: "desk.example" }),
    ).toBe(false);
  });
});

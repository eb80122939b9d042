import { describe, expect, it } from "vitest";
import { readSettings } from "./settings.ts";

describe("readSettings", () => {
  it("has defaults for everything", () => {
    expect(readSettings({})).toEqual({
      display: ":1",
      httpPort: 3000,
      httpsPort: 3001,
      signIn: undefined,
      subfolder: "/",
      title: "Porthole",
      ipv4Only: false,
      largest: { width: 15360, height: 8640 },
      certificates: "/config/ssl",
      notifyFd: undefined,
    });
  });

  it("signs in only where a password is set", () => {
    expect(readSettings({ CUSTOM_USER: "eve" }).signIn).toBeUndefined();
    expect(readSettings({ PASSWORD: "" }).signIn).toBeUndefined();
    expect(readSettings({ PASSWORD: "p:w" }).signIn).toEqual({ user: "abc", password: "p:w" });
  });

  it("gives the subfolder a slash at both ends", () => {
    for (const text of ["/a/b/", "a/b", "//a//b", "/a/b"]) {
      expect(readSettings({ SUBFOLDER: text }).subfolder).toBe("/a/b/");
    }
  });

  it("names the variable that is wrong", () => {
    const wrong = {
      CUSTOM_PORT: "http",
      CUSTOM_HTTPS_PORT: "70000",
      MAX_RES: "10x10",
      SUBFOLDER: "/../etc/",
    };
    for (const [name, value] of Object.entries(wrong)) {
      expect(() => readSettings({ [name]: value })).toThrow(name);
    }
  });
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { StaticFiles } from "./static-files.ts";

describe("StaticFiles", () => {
  let folder = "";
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), "porthole-static-"));
    mkdirSync(join(folder, "assets"));
    const files = {
      "index.html": "plain",
      "index.html.br": "brotli",
      "index.html.gz": "gzip",
      "assets/a.js": "js",
    };
    for (const [path, text] of Object.entries(files)) {
      writeFileSync(join(folder, path), text);
    }
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it("changes a file in all of its forms", () => {
    const files = new StaticFiles(folder, true, { "index.html": text => `${text}, changed` });
    expect(files.find("", "br, gzip")).toMatchObject({
      encoding: undefined,
      body: Buffer.from("plain, changed"),
    });
    expect(files.find("assets/a.js", "")?.body.toString()).toBe("js");
  });

  it("picks the best form that is accepted", () => {
    const files = new StaticFiles(folder);
    const body = (accept: string) => files.find("", accept)?.body.toString();
    expect(body("gzip, deflate, br")).toBe("brotli");
    expect(body("gzip")).toBe("gzip");
    expect(body("br;q=0, gzip;q=0.0")).toBe("plain");
    expect(body("")).toBe("plain");
    expect(files.count).toBe(2);
  });

  it("gives a developer's file as it stands, whatever lies compressed beside it", () => {
    expect(new StaticFiles(folder, false).find("", "br, gzip")).toMatchObject({
      encoding: undefined,
      body: Buffer.from("plain"),
    });
  });

  it("names the type of the file inside", () => {
    const files = new StaticFiles(folder);
    expect(files.find("index.html", "br")).toMatchObject({
      type: "text/html; charset=utf-8",
      encoding: "br",
    });
    expect(files.find("assets/a.js", "br")).toMatchObject({
      type: "text/javascript; charset=utf-8",
      encoding: undefined,
    });
  });

  it("knows nothing outside its folder", () => {
    const files = new StaticFiles(folder);
    for (const path of ["../etc/passwd", "/etc/passwd", "assets/../index.html", "assets", "constructor"]) {
      expect(files.find(path, "")).toBeUndefined();
    }
    expect(new StaticFiles(join(folder, "none")).count).toBe(0);
  });
});

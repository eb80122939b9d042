import { randomBytes } from "node:crypto";
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { capture } from "../../../../tests/support/shell.ts";
import { base, begin, folder, refusal, scratch, serveEach, upload, url } from "../../test/served-folder.ts";

serveEach();

describe("a download", () => {
  it("keeps its name, and goes on where it stopped", async () => {
    const bytes = randomBytes(100_000);
    await upload("Grüße, 世界 '1'.bin", bytes);
    const whole = await fetch(url("content", "Grüße, 世界 '1'.bin"));
    expect(whole.headers.get("content-disposition")).toBe(
      "attachment; filename=\"Gr__e, __ '1'.bin\"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%2C%20%E4%B8%96%E7%95%8C%20%271%27.bin",
    );
    expect(Buffer.from(await whole.arrayBuffer())).toEqual(bytes);
    const etag = whole.headers.get("etag") ?? "";
    const headers = { range: "bytes=40000-", "if-range": etag };
    const rest = await fetch(url("content", "Grüße, 世界 '1'.bin"), { headers });
    expect(rest.status).toBe(206);
    expect(rest.headers.get("content-range")).toBe("bytes 40000-99999/100000");
    expect(Buffer.from(await rest.arrayBuffer())).toEqual(bytes.subarray(40_000));
    const other = await fetch(url("content", "Grüße, 世界 '1'.bin"), {
      headers: { ...headers, "if-range": '"x"' },
    });
    expect(other.status).toBe(200);
    await other.arrayBuffer();
    const beyond = await fetch(url("content", "Grüße, 世界 '1'.bin"), {
      headers: { range: "bytes=100000-" },
    });
    expect(beyond.status).toBe(416);
  });

  it("is shown by no browser, whatever it is", async () => {
    await upload("page.html", Buffer.from("<script>alert(1)</script>"));
    const { headers } = await fetch(url("content", "page.html"), { method: "HEAD" });
    expect(headers.get("content-type")).toBe("application/octet-stream");
    expect(headers.get("x-content-type-options")).toBe("nosniff");
    expect(headers.get("content-security-policy")).toContain("sandbox");
    expect(headers.get("content-length")).toBe("25");
  });

  it("of a folder is a zip with all in it, empty folders too", async () => {
    const bytes = randomBytes(70_000);
    await upload("tree/a/sea.bin", bytes);
    await upload("tree/Grüße.txt", Buffer.from("hello"));
    await fetch(url("folders", "tree/empty"), { method: "POST" });
    await begin("tree/half", 100);
    const answer = await fetch(url("zip", "tree"));
    expect(answer.headers.get("content-disposition")).toContain('filename="tree.zip"');
    const archive = join(scratch, "tree.zip");
    await writeFile(archive, Buffer.from(await answer.arrayBuffer()));
    const script =
      "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);z.extractall(sys.argv[2]);print(z.testzip(),sorted(z.namelist()))";
    const said = await capture("python3", "-c", script, archive, join(scratch, "unpacked"));
    expect(said).toBe("None ['tree/', 'tree/Grüße.txt', 'tree/a/', 'tree/a/sea.bin', 'tree/empty/']");
    expect(await readFile(join(scratch, "unpacked/tree/a/sea.bin"))).toEqual(bytes);
  });

  it("of a folder fails visibly where a file goes away meanwhile", async () => {
    for (const name of ["a", "b", "c"]) {
      await upload(`tree/${name}`, randomBytes(3_000_000));
    }
    const answer = await fetch(url("zip", "tree"));
    const reader = answer.body?.getReader();
    await reader?.read();
    await rm(join(folder, "tree/a"));
    await rm(join(folder, "tree/b"));
    await rm(join(folder, "tree/c"));
    const drain = async () => {
      while (!(await reader?.read())?.done) {
        // To its end.
      }
    };
    await expect(drain()).rejects.toThrow();
  });

  it("of what is not there is refused in words", async () => {
    await mkdir(folder);
    expect(await refusal(fetch(url("content", "none")))).toEqual([404, "file-missing"]);
    expect(await refusal(fetch(url("content", "none/none")))).toEqual([404, "file-missing"]);
    expect(await refusal(fetch(`${base}other/x`))).toEqual([404, "file-missing"]);
  });
});

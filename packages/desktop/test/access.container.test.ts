import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "node:tls";
import parsePrometheusTextFormat from "parse-prometheus-text-format";
import { describe, expect, it } from "vitest";
import { capture } from "../../../tests/support/shell.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { FakePage } from "./fake-page.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

const basic = (words: string) => `Basic ${Buffer.from(words).toString("base64")}`;

function tlsStatus(port: number, path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const options = { host: "localhost", port, path, rejectUnauthorized: false };
    request(options, response => {
      response.resume();
      resolve(response.statusCode);
    })
      .on("error", reject)
      .end();
  });
}

/** Common name of the certificate that a new connection is given. */
function commonName(port: number): Promise<string | string[] | undefined> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: "localhost", port, rejectUnauthorized: false }, () => {
      resolve(socket.getPeerCertificate().subject.CN);
      socket.destroy();
    }).on("error", reject);
  });
}

/** The server's ports below 5000 that are listened on, by the table they are in. */
async function listening(desktop: RunningDesktop): Promise<{ tcp: string[]; tcp6: string[] }> {
  const ports = async (table: string) => {
    const lines = (await desktop.exec(`cat /proc/net/${table}`)).split("\n");
    const open = lines.map(line => line.trim().split(/\s+/)).filter(([, , , state]) => state === "0A");
    const numbers = open.map(([, local = ""]) => Number.parseInt(local.split(":")[1] ?? "", 16));
    return numbers
      .filter(port => port >= 3000 && port < 5000)
      .map(String)
      .sort();
  };
  return { tcp: await ports("tcp"), tcp6: await ports("tcp6") };
}

describe("access", () => {
  it("asks for the password everywhere but for its health", async () => {
    await using desktop = await startDesktop({ PASSWORD: "sesame", SUBFOLDER: "/desk/", TITLE: "Mine" });
    const inside = `${desktop.url}desk/`;
    const get = async (url: string, authorization = "") =>
      (await fetch(url, { headers: { authorization }, redirect: "manual" })).status;
    expect(await get(`${inside}health`)).toBe(200);
    expect(await get(inside)).toBe(401);
    expect(await get(inside, basic("abc:wrong"))).toBe(401);
    expect(await get(inside, basic("abc:sesame"))).toBe(200);
    expect(await get(desktop.url, basic("abc:sesame"))).toBe(302);
    expect(await get(`${inside}../etc/passwd`, basic("abc:sesame"))).toBe(404);
    expect(await tlsStatus(desktop.tlsPort, "/desk/")).toBe(401);

    await expect(FakePage.open(inside)).rejects.toThrow("401");
    const headers = { Authorization: basic("abc:sesame") };
    await expect(
      FakePage.open(inside, { socket: { headers, origin: "http://evil.example" } }),
    ).rejects.toThrow("403");
    await expect(FakePage.open(desktop.url, { socket: { headers } })).rejects.toThrow("404");
    using page = await FakePage.open(inside, {
      socket: { headers, origin: `http://localhost:${desktop.port}` },
    });
    expect(await page.wait("welcome")).toMatchObject({ title: "Mine" });
    expect((await page.wait("frame")).key).toBe(true);
  });

  it("gives a browser a page to sign in with, and what it keeps opens page and stream until it signs out", async () => {
    await using desktop = await startDesktop({ PASSWORD: "sesame", SUBFOLDER: "/desk/", TITLE: "Mine" });
    const inside = `${desktop.url}desk/`;
    const browser = { accept: "text/html,*/*", "accept-language": "de" };
    const asked = await fetch(inside, { headers: browser });
    expect(asked.status).toBe(401);
    expect(asked.headers.get("www-authenticate")).not.toMatch(/basic/i);
    expect(await asked.text()).toContain("Bei Mine anmelden");

    const post = (path: string, form: Record<string, string>, headers: Record<string, string> = {}) =>
      fetch(`${inside}${path}`, {
        method: "POST",
        body: new URLSearchParams(form),
        headers: { ...browser, ...headers },
        redirect: "manual",
      });
    const right = { user: "abc", password: "sesame" };
    expect(await (await post("sign-in", { ...right, password: "no" })).text()).toContain(
      "Passwort ist falsch",
    );
    expect((await post("sign-in", right, { origin: "http://evil.example" })).status).toBe(403);
    expect((await post("sign-in", { ...right, more: "x".repeat(5000) })).status).toBe(413);
    const entered = await post("sign-in", right);
    expect([entered.status, entered.headers.get("location")]).toEqual([303, "/desk/"]);
    const cookie = entered.headers.get("set-cookie")?.split(";")[0] ?? "";
    const status = async () => (await fetch(inside, { headers: { ...browser, cookie } })).status;
    expect(await status()).toBe(200);

    // A server that was killed knows the browser again.
    await desktop.exec("kill -9 $(s6-svstat -o pid /run/service/svc-desktop)");
    await waitFor("the server again", async () => (await status().catch(() => 0)) === 200);
    const socket = { headers: { Cookie: cookie }, origin: `http://localhost:${desktop.port}` };
    {
      using page = await FakePage.open(inside, { socket });
      expect(await page.wait("welcome")).toMatchObject({ title: "Mine" });
    }
    expect((await post("sign-out", {}, { cookie })).headers.get("location")).toBe("/desk/?signed-out");
    expect(await status()).toBe(401);
    await expect(FakePage.open(inside, { socket })).rejects.toThrow("401");

    for (let i = 0; i < 5; i += 1) {
      await post("sign-in", { ...right, password: "guess" });
    }
    const waiting = await post("sign-in", right);
    expect(waiting.status).toBe(429);
    expect(Number(waiting.headers.get("retry-after"))).toBeGreaterThan(0);
  });

  it("listens where it is told to, on IPv4 alone if asked, for the name and password that are set", async () => {
    const env = {
      CUSTOM_PORT: "4000",
      CUSTOM_HTTPS_PORT: "4001",
      DISABLE_IPV6: "yes",
      CUSTOM_USER: "eve",
      FILE__PASSWORD: "/tmp/secret",
    };
    await using folder = await mkdtempDisposable(join(tmpdir(), "porthole-secret-"));
    await writeFile(join(folder.path, "secret"), "sesame");
    const mount = ["-v", `${join(folder.path, "secret")}:/tmp/secret:ro`];
    await using desktop = await startDesktop(env, [
      "-p",
      "127.0.0.1::4000",
      "-p",
      "127.0.0.1::4001",
      ...mount,
    ]);
    const portOf = async (inside: number) =>
      Number((await capture("docker", "port", desktop.container, String(inside))).split(":").at(-1));
    const page = `http://localhost:${await portOf(4000)}/`;
    const status = async (words: string) =>
      (await fetch(page, { headers: { authorization: basic(words) } })).status;
    expect(await status("eve:sesame")).toBe(200);
    expect(await status("abc:sesame")).toBe(401);
    expect(await tlsStatus(await portOf(4001), "/health")).toBe(200);
    expect(await listening(desktop)).toEqual({ tcp: ["4000", "4001"], tcp6: [] });
    await using usual = await startDesktop();
    expect(await listening(usual)).toEqual({ tcp: [], tcp6: ["3000", "3001"] });
  });

  it("gives its metrics to whoever is signed in, and to nobody else", async () => {
    await using desktop = await startDesktop({ PASSWORD: "sesame" });
    const headers = { authorization: basic("abc:sesame") };
    expect((await fetch(`${desktop.url}metrics`)).status).toBe(401);
    using page = await FakePage.open(desktop.url, { socket: { headers } });
    await page.wait("frame");
    page.sendRaw(Uint8Array.of(0xee));
    const families = await waitFor("the malformed message", async () => {
      const response = await fetch(`${desktop.url}metrics`, { headers });
      expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
      const found = parsePrometheusTextFormat(await response.text());
      const malformed = found.find(({ name }) => name === "porthole_malformed_messages_total");
      return malformed?.metrics[0]?.value === "1" ? found : undefined;
    });
    const value = (name: string) => families.find(family => family.name === `porthole_${name}`)?.metrics;
    expect(value("viewers")).toContainEqual({ value: "1", labels: { visible: "true" } });
    expect(Number(value("key_frames_total")?.[0]?.value)).toBe(1);
    expect(value("frames_total")?.[0]?.labels).toEqual({ codec: "h264", lane: "quick" });
  });

  it("keeps the certificate, and sends the page with what it may load", async () => {
    await using desktop = await startDesktop();
    const before = await desktop.exec("cat /config/ssl/cert.pem");
    expect(before).toContain("BEGIN CERTIFICATE");
    expect(await desktop.exec("stat -c '%U %a' /config/ssl/cert.key")).toBe("abc 600");
    const page = await fetch(desktop.url);
    expect(page.headers.get("content-security-policy")).toContain("script-src 'self'");
    expect(page.headers.get("content-encoding")).not.toBeNull();
    expect(page.headers.get("x-content-type-options")).toBe("nosniff");
    const again = await fetch(desktop.url, { headers: { "if-none-match": page.headers.get("etag") ?? "" } });
    expect(again.status).toBe(304);
    expect((await fetch(`${desktop.url}nothing.js`)).status).toBe(404);
    expect((await fetch(desktop.url, { method: "POST" })).status).toBe(405);
  });

  it("takes a new certificate without a restart, and keeps the old one while the new one is no good", async () => {
    await using desktop = await startDesktop();
    const { tlsPort } = desktop;
    using page = await FakePage.open(desktop.url);
    await page.wait("frame");
    await desktop.exec(
      "openssl req -new -x509 -days 9 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=renewed -keyout /config/ssl/cert.key -out /config/ssl/cert.pem 2>/dev/null",
    );
    await waitFor("the new certificate", async () => (await commonName(tlsPort)) === "renewed");
    await desktop.exec("echo nonsense > /config/ssl/cert.pem");
    await waitFor("a warning", async () => (await desktop.logs()).includes("changed and cannot be used"));
    expect(await commonName(tlsPort)).toBe("renewed");
    expect(page.closed).toBeUndefined();
  });
});

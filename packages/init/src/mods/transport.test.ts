import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import { findCredentials } from "./credentials.ts";
import { Transport } from "./transport.ts";

type Answer = { status: number; headers?: string; body?: string };

/** A transport whose curl is answered by a function of the address and the configuration. */
function setUp(answer: (url: string, config: string) => Answer, env: Record<string, string> = {}) {
  const files = new MemoryFiles({ "/w/x": "" });
  const asked: string[] = [];
  const run = ([, , configFile = ""]: readonly string[]) => {
    const config = files.read(configFile) ?? "";
    expect(files.stat(configFile)?.mode).toBe(0o600);
    const setting = (name: string) => new RegExp(`^${name} = "(.*)"$`, "m").exec(config)?.[1] ?? "";
    const url = setting("url");
    const login = /^(?:user = "|header = "Authorization: )([^"]*)/m.exec(config)?.[1];
    asked.push(login === undefined ? url : `${url} with ${login.trim()}`);
    const { status, headers = "", body = "" } = answer(url, config);
    files.write(setting("dump-header"), `HTTP/1.1 ${status}\r\n${headers}\r\n\r\n`);
    files.write(setting("output"), body);
    return `${status} `;
  };
  const credentials = (host: string) =>
    findCredentials({ files, variable: name => env[name], run: () => undefined }, host);
  const transport = new Transport({ files, run, credentials, folder: "/w", userAgent: "x", verbose: false });
  const get = (url: string) =>
    transport.get(
      { url, accept: "a", output: "/w/out", limits: () => ({ connect: 1, all: 1 }) },
      "repository:a/b:pull",
    );
  return { files, asked, get };
}

const BEARER = 'WWW-Authenticate: Bearer realm="https://auth.test/token",service="r"';

test("a token is had where the registry says, with the credentials of the registry, and used there alone", () => {
  const it = setUp(
    (url, config) => {
      if (url.startsWith("https://auth.test/")) return { status: 200, body: '{"access_token":"T"}' };
      if (url.startsWith("https://cdn.test/")) return { status: 200, body: "blob" };
      if (!config.includes("Bearer T")) return { status: 401, headers: BEARER };
      return { status: 307, headers: "Location: https://cdn.test/blob?sig=1" };
    },
    { DOCKER_MODS_AUTH: "other.test=x:y reg.test=me:secret" },
  );
  expect(it.get("https://reg.test/v2/a/b/blobs/1").status).toBe(200);
  expect(it.asked).toEqual([
    "https://reg.test/v2/a/b/blobs/1",
    "https://auth.test/token?service=r&scope=repository:a/b:pull with me:secret",
    "https://reg.test/v2/a/b/blobs/1 with Bearer T",
    "https://cdn.test/blob?sig=1",
  ]);
  expect(it.files.read("/w/out")).toBe("blob");
});

test("a redirect to another registry is asked with what that one wants", () => {
  const it = setUp((url, config) => {
    if (url.startsWith("https://auth.test/")) return { status: 200, body: '{"token":"T"}' };
    if (url.startsWith("https://front.test/"))
      return { status: 302, headers: "Location: https://back.test/v2/x" };
    return config.includes("Bearer T") ? { status: 200 } : { status: 401, headers: BEARER };
  });
  expect(it.get("https://front.test/v2/x").status).toBe(200);
  expect(it.asked.at(-1)).toBe("https://back.test/v2/x with Bearer T");
});

test("nothing but this machine is asked without TLS, by redirect or for a token", () => {
  const redirect = setUp(() => ({ status: 302, headers: "Location: http://evil.test/x" }));
  expect(redirect.get("https://reg.test/v2/x")).toMatchObject({
    status: 0,
    problem: expect.stringContaining("evil.test"),
  });
  expect(redirect.asked).toHaveLength(1);
  const token = setUp(() => ({
    status: 401,
    headers: 'WWW-Authenticate: Bearer realm="http://evil.test/t"',
  }));
  expect(token.get("https://reg.test/v2/x").problem).toContain("evil.test");
  expect(token.asked).toHaveLength(1);
  expect(setUp(() => ({ status: 200 })).get("http://localhost:5000/v2/x").status).toBe(200);
});

test("a refused login ends, and says what is missing", () => {
  const basic = setUp(() => ({ status: 401, headers: 'WWW-Authenticate: Basic realm="x"' }));
  expect(basic.get("https://reg.test/v2/x").problem).toBe(
    "reg.test wants a user and a password (DOCKER_MODS_AUTH)",
  );
  const wrong = setUp(() => ({ status: 401, headers: 'WWW-Authenticate: Basic realm="x"' }), {
    DOCKER_MODS_AUTH: "reg.test=a:b",
  });
  expect(wrong.get("https://reg.test/v2/x").status).toBe(401);
  expect(wrong.asked).toHaveLength(2);
});

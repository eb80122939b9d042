import { connect } from "node:net";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;
beforeAll(async () => {
  desktop = await startDesktop({ PASSWORD: "sesame", SUBFOLDER: "/desk/" });
});
afterAll(async () => await desktop?.[Symbol.asyncDispose]());

/** Sends a request target as it is, which no client library would, and gives the whole answer. */
function ask(
  target: string,
  headers: readonly string[] = [],
  { port = desktop.port, host = "localhost" } = {},
): Promise<string> {
  return new Promise((resolve, reject) => {
    let answer = "";
    const lines = [`GET ${target} HTTP/1.1`, `Host: ${host}`, "Connection: close", ...headers, "", ""];
    const socket = connect(port, "127.0.0.1", () => socket.write(lines.join("\r\n")));
    socket.setEncoding("latin1").on("data", chunk => {
      answer += chunk;
    });
    socket.on("error", reject).on("close", () => resolve(answer));
  });
}

const statusOf = (answer: string) => Number(/^HTTP\/1\.1 (\d+)/.exec(answer)?.[1]);

/** Ways to say "outside" or "not quite this path" that have opened other servers. */
const TRICKS = [
  "/desk/../etc/passwd",
  "/desk/..%2f..%2f..%2fetc%2fpasswd",
  "/desk/%2e%2e/%2e%2e/etc/passwd",
  "/desk/..%5c..%5cetc%5cpasswd",
  "/desk/..\\..\\etc\\passwd",
  "/desk/%252e%252e%252fetc%252fpasswd",
  "/desk/%c0%ae%c0%ae/etc/passwd",
  "/desk/%00/etc/passwd",
  "/desk//etc/passwd",
  "//desk/",
  "///etc/passwd",
  "/desk/./index.html/../../etc/passwd",
  "/desk/files/content/..%2f..%2f..%2fetc%2fpasswd",
  "/desk/files/content//etc/passwd",
  "/desk/files/list/..%2f..",
  "/desk/s/../../etc/passwd",
  "/desk/health/../files/list/",
  "/healthy/../desk/",
  "/DESK/",
  "/desk/%",
  "http://evil.example/desk/",
  "http://evil.example/etc/passwd",
  "*",
  "desk/",
];

it.each(TRICKS)("%s opens nothing without a sign-in, and nothing of the machine with one", async target => {
  const stranger = await ask(target);
  expect([400, 401, 403, 404, 405]).toContain(statusOf(stranger));
  const authorization = `Authorization: Basic ${Buffer.from("abc:sesame").toString("base64")}`;
  const owner = await ask(target, [authorization]);
  expect(owner).not.toContain("root:");
  expect(owner).not.toMatch(/^Location: (?!\/desk\/)/im);
  expect([400, 403, 404, 405]).toContain(statusOf(owner));
});

it("what is there is behind the sign-in, the health alone before it", async () => {
  for (const path of [
    "",
    "index.html",
    "metrics",
    "files/list/",
    "files/content/x",
    "manifest.webmanifest",
  ]) {
    expect([401, 403]).toContain(statusOf(await ask(`/desk/${path}`)));
  }
  expect([401, 403]).toContain(statusOf(await ask("/metrics")));
  expect(statusOf(await ask("/desk/health"))).toBe(200);
});

it("a desktop without a sign-in answers under no name that another site may have led here", async () => {
  await using open = await startDesktop();
  const under = (host: string, target: string, headers: readonly string[] = []) =>
    ask(target, headers, { port: open.port, host });
  const upgrade = [
    "Upgrade: websocket",
    "Connection: Upgrade",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==",
  ];
  for (const target of ["/", "/files/list/", "/metrics"]) {
    expect(statusOf(await under("evil.example", target))).toBe(403);
    expect(statusOf(await under("nas.local", target))).toBe(200);
  }
  expect(statusOf(await under("evil.example", "/socket", [...upgrade, "Origin: http://evil.example"]))).toBe(
    403,
  );
  expect(await under("evil.example", "/")).toContain("SELKIES_ALLOWED_ORIGINS");
  // A proxy with a sign-in of its own stands in front. Files could be fetched by a page that pretends one.
  const forwarded = ["X-Forwarded-Proto: https"];
  expect(statusOf(await under("desk.example", "/", forwarded))).toBe(200);
  expect(statusOf(await under("desk.example", "/files/list/", forwarded))).toBe(403);
});

it("every answer says what it may be taken for, and the page what it may do", async () => {
  const authorization = `Authorization: Basic ${Buffer.from("abc:sesame").toString("base64")}`;
  const page = await ask("/desk/", [authorization]);
  const policy = /^content-security-policy: (.*)$/im.exec(page)?.[1] ?? "";
  expect(policy).toContain("default-src 'none'");
  expect(policy).toContain("frame-ancestors 'self'");
  expect(policy).not.toContain("unsafe");
  expect(page).toMatch(/^cross-origin-opener-policy: same-origin\r$/im);
  expect(page).toMatch(/^permissions-policy: .*geolocation=\(\)/im);
  for (const path of ["/desk/", "/desk/health", "/desk/nothing", "/desk/files/list/", "/metrics"]) {
    for (const headers of [[], [authorization]]) {
      const answer = await ask(path, headers);
      expect(answer).toMatch(/^x-content-type-options: nosniff\r$/im);
      expect(answer).toMatch(/^referrer-policy: (no-referrer|same-origin)\r$/im);
    }
  }
});

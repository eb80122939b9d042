import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureImage, loadCatalog } from "@porthole/builder";
import { connectEngine } from "@porthole/engine";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { ROOT } from "../../../tests/support/observer.ts";
import { projectFixture } from "../../../tests/support/project-fixture.ts";
import { capture } from "../../../tests/support/shell.ts";
import { traefikProgram } from "../../../tests/support/traefik.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { paintFields, worstField } from "./fields.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** Debian's proxies, and no part of Porthole. */
const PROXIES = {
  name: "fixture-proxies",
  title: "Proxies",
  summary: "Reverse proxies that a test puts in front of a desktop.",
  from: { debian: "trixie" },
  packages: ["caddy", "nginx-light", "openssl"],
};
/**
 * How each is started, once its configuration from the docs lies in place. Their output goes to files: what started them ends,
 * and a line written to a pipe that no one reads ends a program in Go.
 */
const COMMANDS = {
  nginx: "nginx",
  caddy: "caddy start --config /etc/caddy/Caddyfile > /tmp/caddy.log 2>&1",
  traefik: "setsid traefik --configFile=/etc/traefik/traefik.yml > /tmp/traefik.log 2>&1 < /dev/null &",
} as const;
/** A proxy cuts a line that is silent for a minute. */
const SILENCE = 65_000;

/** Names of the docs, and the container that each leads to. */
const PLACES = [
  { url: "https://desk.example/", desktop: 0 },
  { url: "https://home.example/desk/", desktop: 1 },
] as const;

let network: string;
let desktops: RunningDesktop[] = [];
let image: string;
const started = new AsyncDisposableStack();

beforeAll(async () => {
  network = await capture("docker", "network", "create", `porthole-proxies-${process.pid}`);
  started.defer(async () => void (await capture("docker", "network", "rm", network)));
  const behind = (name: string, env: Record<string, string>) =>
    startDesktop({ PASSWORD: "sesame", ...env }, ["--network", network, "--network-alias", name]);
  desktops = await Promise.all([behind("desktop", {}), behind("webtop", { SUBFOLDER: "/desk/" })]);
  for (const desktop of desktops) {
    started.use(desktop);
  }
  await using project = await projectFixture({ [`images/${PROXIES.name}`]: PROXIES });
  image = (
    await ensureImage(await connectEngine(), project.root, await loadCatalog(project.root), PROXIES.name)
  ).tag;
});
afterAll(() => started.disposeAsync());

/** Files of the docs by their paths in a container. */
async function documentedFiles(): Promise<Map<string, string>> {
  const page = await readFile(join(ROOT, "docs/reverse-proxy.md"), "utf8");
  const blocks = page.matchAll(/^`(\/\S+)`:\n\n```\w+\n(.*?)^```$/gms);
  return new Map([...blocks].map(([, path = "", content = ""]) => [path, content]));
}

/** Starts a proxy with its configuration from the docs, and Chromium that finds the docs' names there. */
async function startProxy(name: keyof typeof COMMANDS): Promise<AsyncDisposable & { chromium: Chromium }> {
  const stack = new AsyncDisposableStack();
  const mounts = name === "traefik" ? ["-v", `${await traefikProgram()}:/usr/bin/traefik:ro`] : [];
  // biome-ignore format: one option a word
  const container = await capture("docker", "run", "-d", "--network", network, "-p", "127.0.0.1::443", "--entrypoint", "/bin/sleep", ...mounts, image, "infinity");
  stack.defer(async () => void (await capture("docker", "rm", "-f", "-v", container)));
  const inside = (line: string) => capture("docker", "exec", container, "sh", "-c", line);
  const files = [...(await documentedFiles())].filter(([path]) => path.startsWith(`/etc/${name}/`));
  expect(files.length).toBeGreaterThan(0);
  for (const [path, content] of files) {
    const encoded = Buffer.from(content).toString("base64");
    await inside(`mkdir -p $(dirname ${path}) && echo ${encoded} | base64 -d > ${path}`);
  }
  await inside(
    "mkdir -p /etc/ssl/desk && openssl req -new -x509 -days 9 -nodes -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -subj /CN=desk.example -addext subjectAltName=DNS:desk.example,DNS:home.example -keyout /etc/ssl/desk/cert.key -out /etc/ssl/desk/cert.pem 2>/dev/null && chmod a+r /etc/ssl/desk/cert.key",
  );
  await inside(COMMANDS[name]);
  const port = (await capture("docker", "port", container, "443")).split(":").at(-1);
  const rules = ["desk.example", "home.example"].map(host => `MAP ${host}:443 127.0.0.1:${port}`);
  const chromium = stack.use(await launchChromium({ flags: [`--host-resolver-rules=${rules.join(", ")}`] }));
  return { chromium, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

/**
 * Signs in, until it leads to the desktop's page. A proxy answers a while before it has read where its names lead (Traefik with
 * 404), and Chromium breaks off what it loads whenever an address of this machine changes, as each container that starts has it.
 * The page gets over that by itself; a form that is sent does not.
 */
async function signIn(chromium: Chromium, url: string): Promise<Page> {
  const page = await chromium.open("about:blank");
  const attempt = async () => {
    page.setDefaultTimeout(5000);
    await page.goto(url);
    if (await page.getByLabel("Password").isVisible()) {
      await page.getByLabel("Password").fill("sesame");
      await page.getByRole("button", { name: "Sign in" }).click();
    }
    await page.locator("#screen").waitFor({ state: "attached" });
    return true;
  };
  await waitFor("the desktop's page through the proxy", () => attempt().catch(() => false), 40_000);
  page.setDefaultTimeout(30_000);
  return page;
}

/** Sends more than proxies hold in memory, and gives what the desktop has of it. */
async function upload(page: Page, desktop: RunningDesktop, bytes: number): Promise<string> {
  const send = () =>
    page.evaluate(async size => {
      const headers = { "Upload-Length": String(size), "Upload-Complete": "?1" };
      const body = new Uint8Array(size).fill(7);
      return (await fetch("files/content/large.bin", { method: "POST", headers, body })).status;
    }, bytes);
  // Again where the machine's addresses change meanwhile, as the page's own transfers do.
  const status = await waitFor("an upload", () => send().catch(() => undefined), 60_000);
  expect(status).toBe(201);
  return await desktop.exec("find /config -name large.bin -exec stat -c %s {} + -exec rm {} +");
}

/** Far ends of the open lines to a desktop's port 3000 (0xbb8). */
async function linesTo(desktop: RunningDesktop): Promise<string[]> {
  const table = await desktop.exec("cat /proc/net/tcp /proc/net/tcp6");
  return table.split("\n").flatMap(line => {
    const [, local = "", remote = "", state] = line.trim().split(/\s+/);
    return local.endsWith(":0BB8") && state === "01" ? [remote] : [];
  });
}

it.each(["nginx", "caddy", "traefik"] as const)(
  "behind %s, configured as the docs say, people sign in, see the desktop and send files",
  async name => {
    const { chromium } = started.use(await startProxy(name));
    for (const { url, desktop: which } of PLACES) {
      const desktop = desktops[which] as RunningDesktop;
      const page = await signIn(chromium, url);
      await paintFields(desktop);
      await waitFor("the desktop", async () => (await worstField(page).catch(() => 255)) <= 2, 30_000);
      const [cookie] = await page.context().cookies();
      expect(cookie).toMatchObject({ secure: true, httpOnly: true, path: new URL(url).pathname });
      expect(await upload(page, desktop, 20_000_000)).toBe("20000000");
    }
  },
);

it("none of them cuts a line on which nothing happens", async () => {
  const before = await Promise.all(desktops.map(linesTo));
  await new Promise(resolve => setTimeout(resolve, SILENCE));
  const after = await Promise.all(desktops.map(linesTo));
  // What is left are the lines of the streams, one through each proxy, and they are the same.
  expect(after.map(lines => lines.length)).toEqual([3, 3]);
  expect(after.every((lines, i) => lines.every(line => before[i]?.includes(line)))).toBe(true);
});

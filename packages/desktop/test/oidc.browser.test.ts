import { afterAll, beforeAll, expect, it, vi } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { CLIENT, listenAsProvider, type RunningProvider } from "../../../tests/support/oidc-provider.ts";
import { capture } from "../../../tests/support/shell.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { paintFields, worstField } from "./fields.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let provider: RunningProvider;
let desktop: RunningDesktop;
let chromium: Chromium;

beforeAll(async () => {
  vi.spyOn(console, "warn").mockReturnValue(undefined);
  // Where containers and this machine alike find it. The system does not list the bridge while no container is on it.
  const gateway = "{{(index .IPAM.Config 0).Gateway}}";
  const bridge = (await capture("docker", "network", "inspect", "bridge", "-f", gateway)).trim();
  provider = await listenAsProvider(bridge);
  [desktop, chromium] = await Promise.all([
    startDesktop({
      SUBFOLDER: "/desk/",
      TITLE: "Mine",
      PORTHOLE_OIDC_ISSUER: provider.issuer,
      PORTHOLE_OIDC_CLIENT_ID: CLIENT.id,
      PORTHOLE_OIDC_CLIENT_SECRET: CLIENT.secret,
      PORTHOLE_OIDC_NAME: "Home",
      PORTHOLE_OIDC_SCOPE: "openid profile email groups",
      PORTHOLE_OIDC_USERS: "eve",
    }),
    launchChromium(),
  ]);
  provider.serve([`${desktop.url}desk/`]);
});
afterAll(async () => {
  for (const started of [chromium, desktop, provider] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
  vi.restoreAllMocks();
});

async function signInAs(name: string) {
  const page = await chromium.open(`${desktop.url}desk/`);
  page.setDefaultTimeout(30_000);
  await page.getByRole("link", { name: "Sign in with Home" }).click();
  await page.getByPlaceholder("Enter any login").fill(name);
  await page.getByPlaceholder("and password").fill("any");
  await page.getByRole("button", { name: "Sign-in" }).click();
  await page.getByRole("button", { name: "Continue" }).click();
  return page;
}

it("a person signs in at the provider, sees the desktop, and signs out of both", async () => {
  const page = await signInAs("eve");
  await page.waitForURL(`${desktop.url}desk/`);
  await paintFields(desktop);
  await waitFor("the desktop", async () => (await worstField(page).catch(() => 255)) <= 2);
  const cookies = await page.context().cookies(`${desktop.url}desk/oidc`);
  expect(cookies.map(({ name }) => name)).toEqual([`porthole-${desktop.port}`]);

  const left = await page.evaluate(async () => (await fetch("sign-out", { method: "POST" })).status);
  expect(left).toBe(204);
  await page.goto(`${desktop.url}desk/?signed-out`);
  await page.getByText("You are signed out.").waitFor();
  const asked = page.waitForRequest(request => request.url().includes("/session/end?"));
  await page.getByRole("link", { name: "Sign out of Home too" }).click();
  // The provider knows by it whose session ends, and refuses one that it has not signed.
  const hint = new URL((await asked).url()).searchParams.get("id_token_hint") ?? "";
  expect(JSON.parse(Buffer.from(hint.split(".")[1] ?? "", "base64url").toString())).toMatchObject({
    iss: provider.issuer,
    aud: CLIENT.id,
    sub: "eve",
  });
  await page.getByRole("button", { name: /yes/i }).click();
  await page.waitForURL(`${desktop.url}desk/`);
  await page.getByRole("link", { name: "Sign in with Home" }).waitFor();
});

it("a person whom the settings do not name is told so, and sees nothing", async () => {
  const page = await signInAs("mallory");
  await page
    .getByRole("alert")
    .filter({ hasText: "you are not among those who may use this desktop" })
    .waitFor();
  expect((await page.request.get(`${desktop.url}desk/`)).status()).toBe(401);
  expect(await desktop.logs()).toContain("Mallory is not among those who may come");
});

it("a person who comes back a second time with the same answer begins again", async () => {
  const page = await chromium.open(`${desktop.url}desk/oidc/return?code=stolen&state=stolen`);
  await page.getByRole("alert").filter({ hasText: "Begin again" }).waitFor();
  await page.getByRole("link", { name: "Sign in with Home" }).waitFor();
});

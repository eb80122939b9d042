import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { paintFields, worstField } from "./fields.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let desktop: RunningDesktop;
let chromium: Chromium;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([
    startDesktop({ PASSWORD: "sesame", TITLE: "Mine" }),
    launchChromium(),
  ]);
});
afterAll(async () => {
  for (const started of [chromium, desktop] as (AsyncDisposable | undefined)[]) {
    await started?.[Symbol.asyncDispose]();
  }
});

it("a person signs in on a page, sees the desktop, and is told when the sign-in has ended", async () => {
  const page = await chromium.open(desktop.url);
  expect(await page.title()).toBe("Sign in to Mine");
  // The name is there already, and the caret waits for the password.
  await page.keyboard.type("wrong");
  await page.keyboard.press("Enter");
  await page.getByRole("alert").filter({ hasText: "Name or password is wrong." }).waitFor();
  await page.getByLabel("Password").fill("sesame");
  await page.getByRole("button", { name: "Sign in" }).click();
  await paintFields(desktop);
  await waitFor("the desktop", async () => (await worstField(page).catch(() => 255)) <= 2);

  await page.context().clearCookies();
  await desktop.exec("kill -9 $(s6-svstat -o pid /run/service/svc-desktop)");
  await page.getByText("This browser is no longer signed in.").waitFor();
  await page.getByRole("button", { name: "Sign in" }).click();
  await page.getByLabel("Password").waitFor();
});

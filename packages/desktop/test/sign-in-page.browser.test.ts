import { afterAll, beforeAll, expect, it } from "vitest";
import { faultsOf } from "../../../tests/support/axe.ts";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { signInPage } from "../src/http/sign-in-page.ts";

let chromium: Chromium;
beforeAll(async () => {
  chromium = await launchChromium();
});
afterAll(async () => {
  await chromium[Symbol.asyncDispose]();
});

it.each(["light", "dark"] as const)(
  "axe finds nothing in the page to sign in with, whatever it tells, %s",
  async colorScheme => {
    const page = await chromium.open("about:blank", { colorScheme, viewport: { width: 360, height: 640 } });
    for (const note of ["none", "wrong", "wait", "signedOut", "unreachable"] as const) {
      for (const language of ["en", "ja"]) {
        const options = { title: "Desktop", folder: "/", user: "abc", provider: "Keycloak", seconds: 42 };
        await page.setContent(signInPage({ ...options, note, language }));
        expect(await faultsOf(page), `${note}, ${language}`).toEqual([]);
        expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(360);
      }
    }
    await page.context().close();
  },
);

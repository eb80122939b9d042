import type { Page } from "playwright-core";
import { openSection } from "../../../tests/support/panel.ts";

/** Opens tool bar, panel and all its sections. */
export async function openAll(page: Page): Promise<void> {
  await openSection(page, "stream");
  for (const section of await page.locator("#sections > details").all()) {
    await openSection(page, ((await section.getAttribute("id")) ?? "").replace("section-", ""));
  }
  await page.locator("#sections [aria-busy]").first().waitFor({ state: "detached" });
  await page.locator("dd").first().waitFor({ state: "attached" });
}

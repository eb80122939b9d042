import type { Page } from "playwright-core";

/** Opens a section of the page's settings by its name in the code, and the settings if need be. */
export async function openSection(page: Page, id: string): Promise<void> {
  if (await page.locator("#panel").isHidden()) {
    // Until then the page has no words, and nothing to press.
    await page.locator("#handle[aria-label]").waitFor();
    await page.locator("#keys").press("Control+Alt+Shift+KeyM");
    await page.locator("#show-panel").click();
  }
  const section = page.locator(`#section-${id}`);
  if ((await section.getAttribute("open")) === null) {
    await section.locator("summary").click();
  }
}

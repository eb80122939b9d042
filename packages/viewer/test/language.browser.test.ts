import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openSection } from "../../../tests/support/panel.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type LANGUAGES, loadWords, WORDS } from "../src/words.ts";
import { type Bench, openBench, WIDE } from "./bench.ts";
import { openAll } from "./open-all.ts";
import { withSettings } from "./settings.ts";

let bench: Bench;
beforeAll(async () => {
  bench = await openBench();
});
afterAll(async () => {
  await bench[Symbol.asyncDispose]();
});

describe("the language", () => {
  it.each(["de-AT", "fr-CA", "es-MX", "zh-CN", "ja-JP"])(
    "is the browser's, %s, in every text of the page",
    async locale => {
      await using desktop = await bench.desktop(withSettings);
      await using view = await bench.open(desktop, { ...WIDE, context: { locale } });
      const { page } = view;
      await openAll(page);
      expect(await page.evaluate(() => document.documentElement.lang.slice(0, 2))).toBe(locale.slice(0, 2));
      const english = await textsIn("en");
      const spoken = await textsIn(locale.slice(0, 2) as keyof typeof LANGUAGES);
      const left = (await said(page)).filter(text => english.has(text) && !spoken.has(text));
      expect(left).toEqual([]);
      const words = desktop.requests.filter(path => /\/(en|de|fr|es|zh|ja)-/.test(path));
      expect(words).toEqual([expect.stringContaining(`/${locale.slice(0, 2)}-`)]);
    },
  );

  it("is another one once it is chosen, and stays", async () => {
    await using desktop = await bench.desktop(withSettings);
    await using view = await bench.open(desktop, WIDE);
    const { page } = view;
    await openSection(page, "page");
    await Promise.all([page.waitForEvent("load"), page.selectOption('[name="language"]', "ja")]);
    await waitFor(
      "Japanese",
      async () => (await page.locator("#handle").getAttribute("aria-label")) === "ツール",
    );
    await page.reload();
    await waitFor("Japanese again", async () => (await page.locator("#link").textContent()) === "接続済み");
  });
});

/** Every text of a language's table. */
async function textsIn(language: keyof typeof LANGUAGES): Promise<Set<string>> {
  await loadWords(language);
  const texts = new Set<string>();
  JSON.stringify(WORDS, (_, value) => {
    if (typeof value === "string") {
      texts.add(value);
    }
    return value;
  });
  return texts;
}

/** Every text and every label of the page, seen or not. */
function said(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const texts: string[] = [];
    const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = walker.nextNode(); node; node = walker.nextNode()) {
      texts.push(node.textContent?.trim() ?? "");
    }
    for (const element of document.querySelectorAll("[aria-label], [title]")) {
      texts.push(element.getAttribute("aria-label") ?? "", element.getAttribute("title") ?? "");
    }
    return texts.filter(text => text !== "");
  });
}

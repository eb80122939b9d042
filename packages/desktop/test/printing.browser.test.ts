import { readFile } from "node:fs/promises";
import type { Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, launchChromium } from "../../../tests/support/chromium.ts";
import { openSection } from "../../../tests/support/panel.ts";
import { openPrintShop, PDF, type PrintShop } from "./print-shop.ts";

let shop: PrintShop;
let chromium: Chromium;

beforeAll(async () => {
  [shop, chromium] = await Promise.all([openPrintShop(), launchChromium()]);
});
afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]();
  await shop?.[Symbol.asyncDispose]();
});

const row = (page: Page, title: string) =>
  page.locator('[data-list="printed"] li').filter({ hasText: title });

async function downloaded(page: Page, title: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    row(page, title).getByRole("button", { name: "Download" }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

it("what is printed appears in the page, and is listed and downloaded as the same PDF after a reload", async () => {
  const page = await chromium.open(shop.desktop.url, { acceptDownloads: true });
  await page.waitForSelector("#screen > *");
  expect(await shop.beside("lp -t 'Über den Fluß' /run/desktop/page.pdf")).toContain("request id");
  expect(await shop.beside("python3 /run/desktop/gtk.py")).toContain("apply");
  await openSection(page, "files");
  await row(page, "From GTK").waitFor();
  const before = await downloaded(page, "From GTK");
  expect(before.name).toBe("From GTK.pdf");
  const text = before.bytes.toString("latin1");
  expect(text.slice(0, 7)).toBe("%PDF-1.");
  // Its end tells where its table of objects lies.
  const table = Number(/startxref\s+(\d+)\s+%%EOF\s*$/.exec(text)?.[1]);
  expect(text.slice(table)).toMatch(/^(xref|\d+ 0 obj)\s/);

  await page.reload();
  await page.waitForSelector("#screen > *");
  await openSection(page, "files");
  await row(page, "From GTK").waitFor();
  const titles = page.locator('[data-list="printed"] li span:first-child');
  expect(await titles.allTextContents()).toEqual(["From GTK", "Über den Fluß"]);
  expect((await downloaded(page, "From GTK")).bytes.equals(before.bytes)).toBe(true);
  const other = await downloaded(page, "Über den Fluß");
  expect(other.name).toBe("Über den Fluß.pdf");
  expect(other.bytes.toString()).toBe(PDF);
});

import { createHash, randomBytes } from "node:crypto";
import { mkdir, mkdtempDisposable, readFile, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Download, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Chromium, INSECURE_HOST, launchChromium } from "../../../tests/support/chromium.ts";
import { type ShapedLink, shapeLink } from "../../../tests/support/link.ts";
import { openSection } from "../../../tests/support/panel.ts";
import { capture } from "../../../tests/support/shell.ts";
import { waitFor } from "../../../tests/support/wait.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

const FOLDER = "/config/Desktop";
let desktop: RunningDesktop;
let chromium: Chromium;

beforeAll(async () => {
  [desktop, chromium] = await Promise.all([startDesktop(), launchChromium()]);
});
afterAll(async () => {
  await chromium?.[Symbol.asyncDispose]();
  await desktop?.[Symbol.asyncDispose]();
});

const sha256 = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");
const shaInside = async (name: string) => (await desktop.exec(`sha256sum "${FOLDER}/${name}"`)).split(" ")[0];

/** Opens the page with its section of files. */
async function open(url: string): Promise<Page> {
  const page = await chromium.open(url, { acceptDownloads: true });
  await openFiles(page);
  return page;
}

async function openFiles(page: Page): Promise<void> {
  await openSection(page, "files");
  await page.getByRole("button", { name: "Bring files…" }).waitFor();
}

async function choose(page: Page, path: string, button = "Bring files…"): Promise<void> {
  const [chooser] = await Promise.all([
    page.waitForEvent("filechooser"),
    page.getByRole("button", { name: button }).click(),
  ]);
  await chooser.setFiles(path);
}

const row = (page: Page, name: string) =>
  page.locator('[data-list="transfers"] li').filter({ hasText: name }).last();
const done = (page: Page, name: string) => row(page, name).getByText(/^Done/).waitFor({ timeout: 60_000 });

async function bytesOf(download: Download): Promise<Buffer> {
  return readFile(await download.path());
}

it("a chosen file comes whole, with pauses, and stands in the list of the desktop", async () => {
  await using files = await mkdtempDisposable(join(tmpdir(), "porthole-files-"));
  await using link = await shapeLink({ port: desktop.port }, { up: 8_000_000 * 8 });
  const bytes = randomBytes(20 << 20);
  await writeFile(join(files.path, "Grüße & mehr.bin"), bytes);
  const page = await open(`http://localhost:${link.port}/`);
  await choose(page, join(files.path, "Grüße & mehr.bin"));
  await row(page, "Grüße").getByRole("button", { name: "Pause" }).click();
  await row(page, "Grüße").getByText("Paused.").waitFor();
  const before = link.carried.up;
  await row(page, "Grüße").getByRole("button", { name: "Go on" }).click();
  await done(page, "Grüße");
  expect(link.carried.up - before).toBeGreaterThan(1 << 20);
  expect(await shaInside("Grüße & mehr.bin")).toBe(sha256(bytes));
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download: Grüße & mehr.bin" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("Grüße & mehr.bin");
  expect((await bytesOf(download)).equals(bytes)).toBe(true);
});

it("dropped files come, over plain http too, where the browser reckons no hashes", async () => {
  const page = await open(`http://${INSECURE_HOST}:${desktop.port}/`);
  expect(await page.evaluate(() => window.isSecureContext)).toBe(false);
  const data = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(["dropped words"], "dropped.txt"));
    transfer.items.add(new File([new Uint8Array(700_000).fill(65)], "dropped.bin"));
    transfer.items.add(new File([], "dropped.empty"));
    return transfer;
  });
  await page.dispatchEvent("#stage", "dragenter", { dataTransfer: data });
  await page.getByText("Drop files or folders here").waitFor();
  await page.dispatchEvent("#stage", "drop", { dataTransfer: data });
  for (const name of ["dropped.txt", "dropped.bin", "dropped.empty"]) {
    await done(page, name);
  }
  expect(await page.locator("#drop").isHidden()).toBe(true);
  expect(await desktop.exec(`cat ${FOLDER}/dropped.txt`)).toBe("dropped words");
  expect(await shaInside("dropped.bin")).toBe(sha256(Buffer.alloc(700_000, 65)));
  expect(await desktop.exec(`stat -c %s ${FOLDER}/dropped.empty`)).toBe("0");
});

it("a chosen folder keeps its structure, and comes back as a zip", async () => {
  await using files = await mkdtempDisposable(join(tmpdir(), "porthole-files-"));
  await mkdir(join(files.path, "photos/2026/deep"), { recursive: true });
  const bytes = randomBytes(400_000);
  for (let i = 0; i < 40; i++) {
    await writeFile(join(files.path, `photos/2026/${i}.txt`), `number ${i}`);
  }
  await writeFile(join(files.path, "photos/2026/deep/sea.jpg"), bytes);
  const page = await open(desktop.url);
  await choose(page, join(files.path, "photos"), "Bring a folder…");
  await page.getByText("photos (41/41)").waitFor();
  expect(await desktop.exec(`cd ${FOLDER}/photos && find . -type f | wc -l && cat 2026/39.txt`)).toBe(
    "41\nnumber 39",
  );
  expect(await shaInside("photos/2026/deep/sea.jpg")).toBe(sha256(bytes));
  await page.getByRole("button", { name: "Open: photos/" }).click();
  await page.getByRole("button", { name: "Open: 2026/" }).click();
  await page.getByRole("button", { name: "Download: 39.txt" }).waitFor();
  await page.getByRole("button", { name: "Up", exact: true }).click();
  const [download] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "Download: 2026/" }).click(),
  ]);
  expect(download.suggestedFilename()).toBe("2026.zip");
  const script = "import sys,zipfile;z=zipfile.ZipFile(sys.argv[1]);print(z.testzip(),len(z.namelist()))";
  expect(await capture("python3", "-c", script, await download.path())).toBe("None 43");
});

/** Brings a file of 24 MB over a slow line, up to a third. */
async function bringThird(link: ShapedLink, path: string): Promise<Page> {
  const page = await open(`http://localhost:${link.port}/`);
  const before = link.carried.up;
  await choose(page, path);
  await waitFor("a third of it", () => link.carried.up - before > 8 << 20, 30_000);
  return page;
}

it("what is cut by the network goes on by itself", async () => {
  await using files = await mkdtempDisposable(join(tmpdir(), "porthole-files-"));
  await using link = await shapeLink({ port: desktop.port }, { up: 8_000_000 * 8 });
  const bytes = randomBytes(24 << 20);
  await writeFile(join(files.path, "cut.bin"), bytes);
  const page = await bringThird(link, join(files.path, "cut.bin"));
  link.sever();
  await row(page, "cut.bin").getByText("Waits for the connection").waitFor();
  const before = link.carried.up;
  link.mend();
  await done(page, "cut.bin");
  expect(link.carried.up - before).toBeLessThan(20 << 20);
  expect(await shaInside("cut.bin")).toBe(sha256(bytes));
});

it("after the page was reloaded a file goes on where it stopped, as far as it is still the same", async () => {
  await using files = await mkdtempDisposable(join(tmpdir(), "porthole-files-"));
  await using link = await shapeLink({ port: desktop.port }, { up: 8_000_000 * 8 });
  const path = join(files.path, "reload.bin");
  const bytes = randomBytes(24 << 20);
  const time = new Date("2026-01-02T03:04:05Z");
  const write = async () => {
    await writeFile(path, bytes);
    await utimes(path, time, time);
  };
  await write();
  const page = await bringThird(link, path);
  await page.reload();
  // Another content of the same name, length and time: the same up to 5 MB.
  bytes.fill(7, 5 << 20);
  await write();
  await openFiles(page);
  const before = link.carried.up;
  await choose(page, path);
  await done(page, "reload.bin");
  expect(link.carried.up - before).toBeLessThan(21 << 20);
  expect(await shaInside("reload.bin")).toBe(sha256(bytes));
});

it("what cannot be is said in words, and can be tried again", async () => {
  await using files = await mkdtempDisposable(join(tmpdir(), "porthole-files-"));
  await writeFile(join(files.path, "denied.txt"), "words");
  await desktop.exec(`chown root:root ${FOLDER} && chmod 755 ${FOLDER}`);
  const page = await open(desktop.url);
  await choose(page, join(files.path, "denied.txt"));
  await row(page, "denied.txt").getByText("The desktop's user may not write or read here.").waitFor();
  await desktop.exec(`chown abc:abc ${FOLDER}`);
  await row(page, "denied.txt").getByRole("button", { name: "Try again" }).click();
  await done(page, "denied.txt");
  expect(await desktop.exec(`cd ${FOLDER} && cat denied.txt && ls | grep denied`)).toBe("wordsdenied.txt");
});

it("the page offers nothing where files are switched off", async () => {
  await using closed = await startDesktop({ SELKIES_FILE_TRANSFERS: "none" });
  const page = await chromium.open(closed.url);
  await openSection(page, "files");
  await page.getByText("Whoever runs this server has switched file transfers off.").waitFor();
  expect(await page.getByRole("button", { name: /Bring|Download/ }).count()).toBe(0);
});

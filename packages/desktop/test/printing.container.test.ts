import { afterAll, beforeAll, expect, it } from "vitest";
import { FakePage } from "./fake-page.ts";
import { openPrintShop, PDF, type PrintShop } from "./print-shop.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

let shop: PrintShop;
let desktop: RunningDesktop;

beforeAll(async () => {
  shop = await openPrintShop();
  ({ desktop } = shop);
});
afterAll(() => shop?.[Symbol.asyncDispose]());

const beside = (line: string) => shop.beside(line);

async function fetchPrinted(job: number): Promise<Response> {
  return fetch(`${desktop.url}files/print/${job}`);
}

it("every program of the session is told where the printer is", async () => {
  expect(await desktop.asUser("echo $CUPS_SERVER")).toBe("/run/desktop/cups.sock");
  expect(await beside("lpstat -d -p")).toMatch(/destination: Porthole\nprinter Porthole is idle/);
});

it("what lp and lpr print comes to the page as the same PDF, with its title", async () => {
  using page = await FakePage.open(desktop.url);
  await page.wait("welcome");
  expect(await beside("lp -t 'Über den Fluß' /run/desktop/page.pdf")).toContain("request id is Porthole-");
  const { job, bytes } = await page.wait("printed", ({ title }) => title === "Über den Fluß");
  expect(bytes).toBe(PDF.length);
  const answer = await fetchPrinted(job);
  expect(answer.headers.get("content-disposition")).toContain("%C3%9Cber%20den%20Flu%C3%9F.pdf");
  expect(await answer.text()).toBe(PDF);
  await beside("lpr -T second /run/desktop/page.pdf");
  await page.wait("printed", ({ title }) => title === "second");
});

it("what an application of GTK prints comes as PDF", async () => {
  using page = await FakePage.open(desktop.url);
  await page.wait("frame");
  expect(await beside("python3 /run/desktop/gtk.py")).toContain("apply");
  const { job } = await page.wait("printed", ({ title }) => title === "From GTK");
  expect((await (await fetchPrinted(job)).text()).slice(0, 5)).toBe("%PDF-");
});

it("an application of Qt finds the printer and its papers, and what it prints comes as PDF", async () => {
  using page = await FakePage.open(desktop.url);
  await page.wait("frame");
  expect(await beside("python3 /run/desktop/qt.py")).toMatch(/^Porthole \[(?=.*'A4').*'Letter'/m);
  const { job } = await page.wait("printed", ({ title }) => title === "From Qt");
  expect((await (await fetchPrinted(job)).text()).slice(0, 5)).toBe("%PDF-");
});

it("a page that comes later is told of what is kept, the oldest first, and that it is not new", async () => {
  using before = await FakePage.open(desktop.url);
  await before.wait("welcome");
  await beside("lp -t older /run/desktop/page.pdf; lp -t newer /run/desktop/page.pdf");
  expect(await before.wait("printed", ({ title }) => title === "newer")).toMatchObject({ fresh: true });
  using after = await FakePage.open(desktop.url);
  expect(await after.wait("printed", ({ title }) => title === "newer")).toMatchObject({ fresh: false });
  expect(
    after
      .of("printed")
      .map(({ title }) => title)
      .slice(-2),
  ).toEqual(["older", "newer"]);
});

it("what is no PDF, and another printer, are refused in words", async () => {
  expect(await beside("lp /run/desktop/page.ps")).toContain("takes PDF alone");
  expect(await beside("lp -d Other /run/desktop/page.pdf")).toContain("does not exist");
  expect((await fetchPrinted(12_345)).status).toBe(404);
});

it("there is no printer where pages may not take files", async () => {
  await using closed = await startDesktop({ SELKIES_FILE_TRANSFERS: "upload" });
  expect(await closed.exec("ls /run/desktop | grep -c cups || true")).toBe("0");
  expect((await fetch(`${closed.url}files/print/1`)).status).toBe(403);
});

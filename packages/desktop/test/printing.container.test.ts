import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { applicationsImage } from "../../../tests/support/applications.ts";
import { capture } from "../../../tests/support/shell.ts";
import { FakePage } from "./fake-page.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

const PDF =
  "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n%%EOF\n";
/** Prints one page of Cairo's drawing, as every application of GTK does. */
const GTK = `
import gi
gi.require_version("Gtk", "3.0")
from gi.repository import Gtk
def draw(operation, context, page):
    cairo = context.get_cairo_context()
    cairo.move_to(50, 50); cairo.line_to(200, 300); cairo.stroke()
operation = Gtk.PrintOperation()
settings = Gtk.PrintSettings()
settings.set_printer("Porthole")
operation.set_print_settings(settings)
operation.set_job_name("From GTK")
operation.set_n_pages(1)
operation.connect("draw-page", draw)
print(operation.run(Gtk.PrintOperationAction.PRINT, None).value_nick)
`;
/** Prints one page of what Qt draws, and tells which printers and papers it found. */
const QT = `
import sys
from PyQt5.QtPrintSupport import QPrinter, QPrinterInfo
from PyQt5.QtGui import QPainter
from PyQt5.QtWidgets import QApplication
application = QApplication(sys.argv)
found = QPrinterInfo.defaultPrinter()
print(found.printerName(), [size.key() for size in found.supportedPageSizes()])
printer = QPrinter(found)
printer.setDocName("From Qt")
painter = QPainter(printer)
painter.drawLine(50, 50, 200, 300)
painter.end()
`;

let desktop: RunningDesktop;
let image: string;
let socket: AsyncDisposable & { path: string };

beforeAll(async () => {
  image = await applicationsImage();
  socket = await mkdtempDisposable(join(tmpdir(), "porthole-print-"));
  await writeFile(join(socket.path, "page.pdf"), PDF);
  await writeFile(join(socket.path, "page.ps"), "%!PS-Adobe-3.0\nshowpage\n");
  await writeFile(join(socket.path, "gtk.py"), GTK);
  await writeFile(join(socket.path, "qt.py"), QT);
  desktop = await startDesktop({}, ["-v", `${socket.path}:/run/desktop`]);
});
afterAll(async () => {
  await desktop?.[Symbol.asyncDispose]();
  await socket?.[Symbol.asyncDispose]();
});

/** Runs a shell line beside the desktop, with what its programs find; gives what it printed, errors too. */
function beside(line: string): Promise<string> {
  // biome-ignore format: one option a word
  return capture("docker", "run", "--rm", "--network", `container:${desktop.container}`, "-v", `${socket.path}:/run/desktop`, "-e", "CUPS_SERVER=/run/desktop/cups.sock", "-e", "DISPLAY=:1", "-e", "NO_AT_BRIDGE=1", "-e", "QT_X11_NO_MITSHM=1", "-e", "LC_ALL=C.UTF-8", "--entrypoint", "/bin/sh", image, "-c", `{ ${line}; } 2>&1 || true`);
}

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

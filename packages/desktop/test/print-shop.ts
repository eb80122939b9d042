import { mkdtempDisposable, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { applicationsImage } from "../../../tests/support/applications.ts";
import { capture } from "../../../tests/support/shell.ts";
import { type RunningDesktop, startDesktop } from "./running-desktop.ts";

/** A document without a page, as `page.pdf` of {@link PrintShop.beside}. */
export const PDF =
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

/** A desktop, and beside it applications that print to its printer. */
export type PrintShop = AsyncDisposable & {
  desktop: RunningDesktop;
  /**
   * Runs a shell line beside the desktop, with what its programs find; gives what it printed, errors too. In `/run/desktop` are `page.pdf`,
   * `page.ps`, and `gtk.py` and `qt.py`, which print "From GTK" and "From Qt".
   */
  beside(line: string): Promise<string>;
};

/** Starts a desktop that can be printed in. */
export async function openPrintShop(): Promise<PrintShop> {
  const image = await applicationsImage();
  const started = new AsyncDisposableStack();
  const { path } = started.use(await mkdtempDisposable(join(tmpdir(), "porthole-print-")));
  await writeFile(join(path, "page.pdf"), PDF);
  await writeFile(join(path, "page.ps"), "%!PS-Adobe-3.0\nshowpage\n");
  await writeFile(join(path, "gtk.py"), GTK);
  await writeFile(join(path, "qt.py"), QT);
  const desktop = started.use(await startDesktop({}, ["-v", `${path}:/run/desktop`]));
  return {
    desktop,
    // biome-ignore format: one option a word
    beside: line => capture("docker", "run", "--rm", "--network", `container:${desktop.container}`, "-v", `${path}:/run/desktop`, "-e", "CUPS_SERVER=/run/desktop/cups.sock", "-e", "DISPLAY=:1", "-e", "NO_AT_BRIDGE=1", "-e", "QT_X11_NO_MITSHM=1", "-e", "LC_ALL=C.UTF-8", "--entrypoint", "/bin/sh", image, "-c", `{ ${line}; } 2>&1 || true`),
    [Symbol.asyncDispose]: () => started.disposeAsync(),
  };
}

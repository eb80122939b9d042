import { execFile } from "node:child_process";
import type { XConnection } from "./connection.ts";

/** Dots an inch at which one desktop pixel is one CSS pixel. */
export const DPI_AT_ONE = 96;
/** Bounds of what is set, in dots an inch: beyond them no desktop can be used. */
const LEAST = 48;
const MOST = 480;
/** Predefined atoms, X11 protocol appendix B. */
const RESOURCE_MANAGER = 23;
const STRING = 31;
const REPLACE = 0;
/** Most of the resources that is read, in units of four bytes. */
const LONGEST = 1 << 16;

/** Dots an inch at which text has the page's size. `scale` is the page's device pixel ratio in hundredths. */
export function dpiOf(
  page: { width: number; height: number; scale: number },
  largest: { width: number; height: number },
): number {
  // A page larger than the desktop may be shows it enlarged.
  const shrunk = Math.min(
    1,
    largest.width / Math.max(1, page.width),
    largest.height / Math.max(1, page.height),
  );
  const dpi = Math.round((DPI_AT_ONE * page.scale * shrunk) / 100);
  return Math.max(LEAST, Math.min(MOST, dpi));
}

/** Side of a pointer's picture, in pixels, at {@link DPI_AT_ONE}. */
const POINTER = 24;

/** Side, in pixels, that pointers have at `dpi`. */
function pointerSize(dpi: number): number {
  return Math.round((POINTER * dpi) / DPI_AT_ONE);
}

/** X resources, as xrdb writes them, with `Xft.dpi` at this value and pointers to match; the same text where they are already. */
export function withDpi(resources: string, dpi: number): string {
  const lines = resources.split("\n").filter(line => line.trim() !== "");
  const others = lines.filter(line => !/^(Xft\.dpi|Xcursor\.size)\s*:/.test(line));
  const [now] = lines.filter(line => /^Xft\.dpi\s*:/.test(line)).map(line => Number(line.split(":")[1]));
  const ours = [`Xft.dpi:\t${dpi}`, `Xcursor.size:\t${pointerSize(dpi)}`];
  return now === dpi ? resources : `${[...others, ...ours].join("\n")}\n`;
}

/**
 * Makes this the desktop's DPI: in the X resources, which programs read when they start, and in XFCE's settings, whose
 * programs follow at once. Resolves when the resources are set.
 */
export async function setDpi(connection: XConnection, dpi: number): Promise<void> {
  const { client, root } = connection;
  const { data } = await connection.ask<{ data: Buffer }>(done =>
    client.GetProperty(0, root, RESOURCE_MANAGER, STRING, 0, LONGEST, done),
  );
  const before = data.toString("latin1");
  const after = withDpi(before, dpi);
  if (after !== before) {
    client.ChangeProperty(REPLACE, root, RESOURCE_MANAGER, STRING, 8, Buffer.from(after, "latin1"));
    setXfceDpi(dpi);
  }
}

function setXfceDpi(dpi: number): void {
  const properties = { "/Xft/DPI": dpi, "/Gtk/CursorThemeSize": pointerSize(dpi) };
  for (const [name, value] of Object.entries(properties)) {
    const property = ["--channel", "xsettings", "--property", name];
    const set = ["--create", "--type", "int", "--set", String(value)];
    // Where it is missing, or nobody answers, the desktop is not XFCE: the resources have to do.
    execFile("xfconf-query", [...property, ...set], { timeout: 5000 }, () => undefined);
  }
}

import type { Fixes } from "x11";
import type { XConnection } from "./connection.ts";
import { encodePng, rgbaOfPremultiplied } from "./png.ts";

/** `DisplayCursorNotifyMask` of XFixes. */
const DISPLAY_CURSOR = 1;

/** The pointer's picture: hot spot in its pixels; no bytes where it is hidden. */
export type Cursor = { hotX: number; hotY: number; width: number; height: number; png: Uint8Array };

/** Follows the pointer's picture. `onCursor` is called for the first and for each that differs. */
export async function watchCursor(
  connection: XConnection,
  onCursor: (cursor: Cursor) => void,
): Promise<void> {
  const fixes = await connection.extension("fixes");
  let serial = -1;
  let busy = false;
  let again = false;
  const fetch = async () => {
    if (busy) {
      again = true;
      return;
    }
    busy = true;
    do {
      again = false;
      const image = await cursorImage(connection, fixes);
      if (image.serial !== serial) {
        serial = image.serial;
        onCursor(image.cursor);
      }
    } while (again);
    busy = false;
  };
  const failed = () => {
    // The connection has gone; the next one begins anew.
    busy = false;
  };
  connection.onEvent(event => {
    if (event.name === "CursorNotify") {
      fetch().catch(failed);
    }
  });
  fixes.SelectCursorInput(connection.root, DISPLAY_CURSOR);
  await fetch();
}

async function cursorImage(
  connection: XConnection,
  fixes: Fixes,
): Promise<{ serial: number; cursor: Cursor }> {
  const image = await connection.ask<Parameters<Parameters<Fixes["GetCursorImage"]>[0]>[1]>(done =>
    fixes.GetCursorImage(done),
  );
  const { width, height, xhot, yhot } = image;
  const rgba = rgbaOfPremultiplied(image.cursorImage);
  const visible = rgba.some((byte, i) => i % 4 === 3 && byte > 0);
  return {
    serial: image.cursorSerial,
    cursor: {
      hotX: xhot,
      hotY: yhot,
      width,
      height,
      png: visible ? encodePng(rgba, width, height) : new Uint8Array(),
    },
  };
}

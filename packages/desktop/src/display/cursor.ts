import type { Fixes } from "x11";
import type { XConnection } from "./connection.ts";
import { encodePng, rgbaOfPremultiplied } from "./png.ts";

/** `DisplayCursorNotifyMask` of XFixes. */
const DISPLAY_CURSOR = 1;
/** Pictures that are kept: animations show theirs again and again. */
const KEPT = 64;

/** The pointer's picture: hot spot in its pixels; no bytes where it is hidden. `id` is the picture's own for the server's life. */
export type Cursor = {
  id: number;
  hotX: number;
  hotY: number;
  width: number;
  height: number;
  png: Uint8Array;
};

let lastId = 0;

/** Follows the pointer's picture. `onCursor` is called for the first and for each that differs. */
export async function watchCursor(
  connection: XConnection,
  onCursor: (cursor: Cursor) => void,
): Promise<void> {
  const fixes = await connection.extension("fixes");
  /** By the X server's serial of the picture, oldest first. */
  const known = new Map<number, Cursor>();
  let current: number | undefined;
  let shown: number | undefined;
  let busy = false;

  const show = (cursor: Cursor) => {
    if (cursor.id !== shown) {
      shown = cursor.id;
      onCursor(cursor);
    }
  };
  const fetch = async () => {
    if (busy) {
      return;
    }
    busy = true;
    try {
      let cursor: Cursor | undefined;
      do {
        const image = await cursorImage(connection, fixes);
        keep(known, image);
        cursor = known.get(current ?? image.serial);
      } while (!cursor);
      show(cursor);
    } finally {
      busy = false;
    }
  };
  connection.onEvent(event => {
    if (event.name === "CursorNotify") {
      current = event.cursorSerial;
      const cursor = known.get(current ?? 0);
      if (cursor) {
        show(cursor);
      } else {
        // Fails where the connection has gone; the next one begins anew.
        fetch().catch(() => undefined);
      }
    }
  });
  fixes.SelectCursorInput(connection.root, DISPLAY_CURSOR);
  await fetch();
}

function keep(known: Map<number, Cursor>, { serial, cursor }: { serial: number; cursor: Cursor }): void {
  known.delete(serial);
  known.set(serial, cursor);
  for (const oldest of known.keys()) {
    if (known.size <= KEPT) {
      return;
    }
    known.delete(oldest);
  }
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
      id: ++lastId,
      hotX: xhot,
      hotY: yhot,
      width,
      height,
      png: visible ? encodePng(rgba, width, height) : new Uint8Array(),
    },
  };
}

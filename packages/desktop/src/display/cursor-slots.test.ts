import { CURSOR_SLOTS } from "@porthole/protocol";
import fc from "fast-check";
import { expect, it } from "vitest";
import { CursorSlots } from "./cursor-slots.ts";

it("always leaves the page with the right picture, sent once while it is kept", () => {
  fc.assert(
    fc.property(fc.array(fc.nat(CURSOR_SLOTS + 20), { maxLength: 300 }), ids => {
      const slots = new CursorSlots();
      const page = new Map<number, number>();
      for (const id of ids) {
        const kept = [...page].find(([, hotX]) => hotX === id)?.[0];
        const message = slots.messageFor({
          id,
          hotX: id,
          hotY: 0,
          width: 1,
          height: 1,
          png: Uint8Array.of(1),
        });
        if (message.kind === "cursor") {
          expect(kept).toBeUndefined();
          expect(message.slot).toBeLessThan(CURSOR_SLOTS);
          page.set(message.slot, message.hotX);
        } else {
          expect(message).toEqual({ kind: "cursorAgain", slot: kept });
        }
      }
    }),
  );
});

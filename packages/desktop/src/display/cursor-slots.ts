import { CURSOR_SLOTS, type ServerMessage } from "@porthole/protocol";
import type { Cursor } from "./cursor.ts";

/** What one page keeps of the pointer's pictures, so that none crosses the wire twice while an animation goes round. */
export class CursorSlots {
  /** Pictures' ids by slot. */
  readonly #ids: number[] = [];
  #next = 0;

  /** The message that shows this picture. */
  messageFor({ id, ...cursor }: Cursor): ServerMessage {
    const known = this.#ids.indexOf(id);
    if (known >= 0) {
      return { kind: "cursorAgain", slot: known };
    }
    const slot = this.#next;
    this.#ids[slot] = id;
    this.#next = (slot + 1) % CURSOR_SLOTS;
    return { kind: "cursor", slot, ...cursor };
  }
}

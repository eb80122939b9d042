import { type Action, actionsOf, NEEDS, type PageMessage } from "@porthole/protocol";
import type { SharingMessage } from "../bridge.ts";

/** What may be sent: gives the message, another in its place, or nothing. */
export type Permissions = {
  (message: PageMessage): PageMessage | undefined;
  /** Learns from what the server tells; gives whether the page may say its size from now on, and could not before. */
  onMessage(message: SharingMessage): boolean;
  /** A new connection has told nothing yet. */
  reset(): void;
};

/** Follows what this page's person may do. The server enforces it; a page that knows it asks for nothing in vain. */
export function permissionsOf(): Permissions {
  let actions: ReadonlySet<Action> | undefined;
  let others = 0;

  function permitted(message: PageMessage): PageMessage | undefined {
    const action = NEEDS[message.kind];
    if (action === "nothing" || actions === undefined || actions.has(action)) {
      return message;
    }
    return message.kind === "move" && others > 0 && actions.has("watch")
      ? { kind: "point", x: message.x, y: message.y }
      : undefined;
  }

  return Object.assign(permitted, {
    onMessage(message: SharingMessage) {
      const before = actions;
      if (message.kind === "you") {
        actions = actionsOf(message.actions);
      } else if (message.kind === "people") {
        others = message.persons.length - 1;
      }
      return before !== undefined && !before.has("displaySize") && actions?.has("displaySize") === true;
    },
    reset() {
      actions = undefined;
      others = 0;
    },
  });
}

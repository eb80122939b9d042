import { type Action, actionBits } from "@porthole/protocol";
import { expect, it } from "vitest";
import { permissionsOf } from "./permissions.ts";

const you = (...actions: Action[]) =>
  ({ kind: "you", person: 1, name: "", role: 3, actions: actionBits(actions), pads: [] }) as const;
const people = (...persons: number[]) =>
  ({ kind: "people", persons, names: [], roles: [], guests: [], silent: [] }) as const;
const move = { kind: "move", x: 1, y: 2 } as const;
const ping = { kind: "ping", sent: 0 } as const;

it("what a person may not do is not sent, and its pointer is shown to others where there are any", () => {
  const permitted = permissionsOf();
  expect(permitted(move)).toBe(move);
  permitted.onMessage(you("watch"));
  expect([permitted(move), permitted({ kind: "held", keysyms: [] }), permitted(ping)]).toEqual([
    undefined,
    undefined,
    ping,
  ]);
  permitted.onMessage(people(1, 2));
  expect(permitted(move)).toEqual({ kind: "point", x: 1, y: 2 });
  permitted.onMessage(you("watch", "pointer"));
  expect(permitted(move)).toBe(move);
  permitted.onMessage(you("watch"));
  permitted.reset();
  expect(permitted(move)).toBe(move);
});

it("tells when the page may give the desktop its size, and could not before", () => {
  const permitted = permissionsOf();
  expect(permitted.onMessage(you("watch", "displaySize"))).toBe(false);
  expect(permitted.onMessage(you("watch"))).toBe(false);
  expect(permitted.onMessage(you("watch", "displaySize"))).toBe(true);
  expect(permitted.onMessage(people(1))).toBe(false);
});

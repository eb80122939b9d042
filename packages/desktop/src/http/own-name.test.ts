import type { IncomingMessage } from "node:http";
import { expect, it } from "vitest";
import { strangeName } from "./own-name.ts";

const nameIn = (host: string, allowed: string[] = []) =>
  strangeName({ headers: { host } } as IncomingMessage, allowed);

it.each([
  "localhost:3000",
  "127.0.0.1:3000",
  "[::1]:3000",
  "nas",
  "nas.local:3000",
  "desk.home.arpa",
  "a.localhost",
  "",
])("%s can be this machine's own", host => expect(nameIn(host)).toBeUndefined());

it.each([
  ["evil.example:3000", "evil.example"],
  ["localhost.evil.example", "localhost.evil.example"],
  ["127.0.0.1.evil.example", "127.0.0.1.evil.example"],
  ["EVIL.example.", "evil.example"],
])("%s may be anybody's", (host, name) => expect(nameIn(host)).toBe(name));

it("a name that the settings allow is the machine's own, with its port", () => {
  expect(nameIn("desk.example", ["https://desk.example"])).toBeUndefined();
  expect(nameIn("desk.example:81", ["https://desk.example"])).toBe("desk.example");
});

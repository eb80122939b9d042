import { expect, it } from "vitest";
import { titled } from "./manifest.ts";

it.each([
  ["Mine", "Mine"],
  ["Twelve chars", "Twelve chars"],
  ["The accountant's desktop", "The"],
  ["Accountant of the house", "Accountant"],
  ["Buchhaltungsprogramm", "Buchhaltungs"],
  ["Twelve chars and more", "Twelve chars"],
])("calls the app %s, %s below its icon, and keeps the rest", (title, short) => {
  const made = JSON.parse(
    titled('{"name":"Porthole","short_name":"Porthole","display":"standalone"}', title),
  );
  expect(made).toEqual({ name: title, short_name: short, display: "standalone" });
});

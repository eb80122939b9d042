import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("letters, values and the end of options, as getopt reads them", () => {
  const options = readOptions(["-d", "-n", "300", "-w1000", "-xc", "a b", "prog", "-z"], "dn:w:xc:");
  expect(Object.fromEntries(options?.flags ?? [])).toEqual({ d: "", n: "300", w: "1000", x: "", c: "a b" });
  expect(options?.rest).toEqual(["prog", "-z"]);
  expect(readOptions(["--", "-d"], "d")?.rest).toEqual(["-d"]);
  expect(readOptions(["-q"], "d")).toBeUndefined();
  expect(readOptions(["-n"], "n:")).toBeUndefined();
});

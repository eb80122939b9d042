import fc from "fast-check";
import { expect, test } from "vitest";
import { MemoryFiles } from "../files/memory-files.ts";
import {
  dumpEnvironment,
  ENVIRONMENT_FOLDER,
  loadEnvironment,
  readVariable,
  withCommandPath,
} from "./container-environment.ts";
import { readSecretFiles } from "./secret-files.ts";
import { parseId, parseUmask } from "./settings.ts";

const byte = (min: number) => fc.integer({ min, max: 255 }).map(code => String.fromCharCode(code));

test("names and values of any bytes survive; what cannot be a file name is named", () => {
  const names = fc
    .string({ unit: byte(1), minLength: 1 })
    .filter(name => !name.includes("=") && name !== "PATH");
  const values = fc.string({ unit: byte(1), minLength: 1 });
  fc.assert(
    fc.property(fc.dictionary(names, values), variables => {
      const files = new MemoryFiles();
      const entries = Object.entries(variables).map(([name, value]) => `${name}=${value}`);
      const refused = dumpEnvironment(files, entries);
      const kept = entries.filter(entry => !refused.includes(entry.slice(0, entry.indexOf("="))));
      expect(loadEnvironment(files).toSorted()).toEqual([...kept, "PATH=/command:/usr/bin:/bin"].toSorted());
      for (const name of refused) expect(name === "." || name === ".." || name.includes("/")).toBe(true);
    }),
  );
});

test("an empty variable is unset, and a value too large for a program stays out of it", () => {
  const files = new MemoryFiles();
  dumpEnvironment(files, [
    "PATH=/bin",
    "EMPTY=",
    `BIG=${"x".repeat(131_068)}`,
    `FITS=${"x".repeat(131_066)}`,
  ]);
  expect(loadEnvironment(files).map(entry => entry.split("=")[0])).toEqual(["FITS", "PATH"]);
  expect(readVariable(files, "EMPTY")).toBeUndefined();
  expect(readVariable(files, "BIG")?.length).toBe(131_068);
});

test.each([
  ["/usr/bin:/bin", "/command:/usr/bin:/bin"],
  ["", "/command:/usr/bin:/bin"],
  ["/x:/command:/usr/bin", "/bin:/x:/command:/usr/bin"],
])("PATH %s", (path, expected) => {
  expect(withCommandPath(path)).toBe(expected);
});

test("FILE__ anywhere in a name is removed from it", () => {
  const files = new MemoryFiles({ "/s": "secret" });
  dumpEnvironment(files, ["FILE__A_FILE__B=/s", "A_B=old", "FILE__=/s", "FILE__DIR=/"]);
  expect(readSecretFiles(files)).toEqual([
    "[env-init] cannot find secret in FILE__",
    "[env-init] A_B set from FILE__A_FILE__B",
    "[env-init] cannot find secret in FILE__DIR",
  ]);
  expect(files.read(`${ENVIRONMENT_FOLDER}/A_B`)).toBe("secret");
});

test.each([
  [undefined, 911],
  ["", 911],
  ["0", 0],
  [" 1000\n", 1000],
  ["4294967294", 4_294_967_294],
])("PUID %j is %d", (text, value) => {
  expect(parseId("PUID", text)).toEqual({ value });
});

test.each(["me", "-5", "99999999999", "4294967295", "1.5", "0x10"])("PUID %s is refused", text => {
  expect(parseId("PUID", text)).toMatchObject({ value: 911, problem: expect.stringContaining(text) });
});

test("UMASK", () => {
  expect(parseUmask("077")).toEqual({ value: 0o077 });
  expect(parseUmask("2")).toEqual({ value: 2 });
  expect(parseUmask(undefined)).toEqual({ value: 0o022 });
  expect(parseUmask("089")).toMatchObject({ value: 0o022, problem: expect.stringContaining("089") });
  expect(parseUmask("7777")).toMatchObject({ value: 0o022, problem: expect.stringContaining("7777") });
});

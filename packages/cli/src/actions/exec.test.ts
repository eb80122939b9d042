import { expect, test } from "vitest";
import { commandWords } from "./exec.ts";

test("a double dash before the command is the shell's habit, not a program's name", () => {
  expect(commandWords(["--", "ls", "--", "-l"])).toEqual(["ls", "--", "-l"]);
  expect(commandWords(["ls", "-l"])).toEqual(["ls", "-l"]);
});

test("no command is a shell", () => {
  expect(commandWords([])[0]).toBe("/bin/sh");
  expect(commandWords(["--"])[0]).toBe("/bin/sh");
});

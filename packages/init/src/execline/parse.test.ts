import fc from "fast-check";
import { expect, test } from "vitest";
import { ExeclineError, parseExecline } from "./parse.ts";

test.each([
  ["/etc/s6-overlay/s6-rc.d/init-x/run\n", ["/etc/s6-overlay/s6-rc.d/init-x/run"]],
  ["#!/bin/bash\n# only comments\n", []],
  ["a 'b' # rest\nc", ["a", "'b'", "c"]],
  ['echo "a  b\\n" c\\ d e"f g"h', ["echo", "a  b\n", "c d", "ef gh"]],
  ['"" x', ["", "x"]],
  ["a\\\nb", ["ab"]],
  ['"\\0x41\\66"', ["AB"]],
  ["echo $HOME && x; y", ["echo", "$HOME", "&&", "x;", "y"]],
  ["if { test -e /x } echo a", ["if", " test", " -e", " /x", "", "echo", "a"]],
  ["a { b { c } }", ["a", " b", "  c", " ", ""]],
])("%j", (text, words) => {
  expect(parseExecline(text)).toEqual(words);
});

test.each([
  ["a\nb {", "unmatched {", 2],
  ["a }", "unmatched }", 1],
  ['a\n\n"b', "unmatched quote", 3],
  ["a\\", "a backslash ends the file", 1],
])("%j is refused with its line", (text, message, line) => {
  const error = catchError(() => parseExecline(text));
  expect(error).toBeInstanceOf(ExeclineError);
  expect(error).toMatchObject({ message, line });
});

test("words of any bytes come back from their quoted form", () => {
  const bytes = fc.string({ unit: fc.integer({ min: 1, max: 255 }).map(code => String.fromCharCode(code)) });
  fc.assert(
    fc.property(fc.array(bytes, { maxLength: 6 }), words => {
      const quoted = words.map(word => `"${word.replace(/["\\]/g, "\\$&")}"`);
      expect(parseExecline(quoted.join(" "))).toEqual(words);
    }),
  );
});

test("any text parses or is refused, and never hangs", () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom("a", " ", "\n", '"', "\\", "{", "}", "#", "1") }), text => {
      const error = catchError(() => parseExecline(text));
      if (error !== undefined) expect(error).toBeInstanceOf(ExeclineError);
    }),
  );
});

function catchError(action: () => unknown): unknown {
  try {
    action();
    return undefined;
  } catch (error) {
    return error;
  }
}

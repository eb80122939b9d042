// biome-ignore-all lint/suspicious/noTemplateCurlyInString: execline writes its variables so
import fc from "fast-check";
import { expect, test } from "vitest";
import { substitute, takeBlock, unavailableProgram } from "./blocks.ts";
import { parseExecline } from "./parse.ts";

test("a block is taken off, nested ones stay in it", () => {
  const argv = parseExecline("{ a { b c } } d e");
  expect(takeBlock(argv)).toEqual({ words: ["a", " b", " c", ""], rest: ["d", "e"] });
  expect(takeBlock(["a", ""])).toBeUndefined();
  expect(takeBlock([" a"])).toBeUndefined();
});

test("any words in a block come out as they were", () => {
  const words = fc.array(fc.string({ minLength: 1 }));
  fc.assert(
    fc.property(words, fc.array(fc.string()), (inside, after) => {
      const block = takeBlock([...inside.map(word => ` ${word}`), "", ...after]);
      expect(block).toEqual({ words: inside, rest: after });
    }),
  );
});

test("values take the place of a variable", () => {
  expect(substitute(["echo", "${A}b", "$A", "$AB", "x$A/y"], "A", ["1"])).toEqual([
    "echo",
    "1b",
    "1",
    "$AB",
    "x1/y",
  ]);
  expect(substitute(["a", "<$A>"], "A", ["1", "2"])).toEqual(["a", "<1>", "<2>"]);
  expect(substitute(["a", "$A"], "A", [])).toEqual(["a"]);
  expect(substitute(["\\${A}", "$?"], "?", ["7"])).toEqual(["\\${A}", "7"]);
  expect(substitute(["\\${A}"], "A", ["1"])).toEqual(["${A}"]);
  expect(substitute(["$A"], "A", ["$& $1"])).toEqual(["$& $1"]);
});

test("a program that is not there is found at the begin of a line or a block, not among arguments", () => {
  expect(unavailableProgram(parseExecline("foreground { forx a { b } c } d"))).toBe("forx");
  expect(unavailableProgram(parseExecline("multisubstitute { importas A A } x"))).toBe("multisubstitute");
  expect(unavailableProgram(parseExecline("if { true } pipeline { a } b"))).toBe("pipeline");
  expect(unavailableProgram(parseExecline("echo import shift"))).toBeUndefined();
});

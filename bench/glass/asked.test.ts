import { expect, it } from "vitest";
import { readWords } from "./asked.ts";

const known = { peers: ["novnc", "selkies"], scenes: ["flash", "motion"] };

it.each([
  ["--peers nobody", "There is no nobody."],
  ["--scenes flash,dance", "There is no dance."],
  ["--repeats 0", "--repeats takes a whole number from 1 up, not 0."],
  ["--repeats often", "--repeats takes a whole number from 1 up, not often."],
])("says what is wrong with %s", (words, wrong) => {
  expect(readWords(words.split(" "), known)).toBe(wrong);
});

it("says which option it does not know", () => {
  expect(readWords(["--loudly"], known)).toContain("--loudly");
});

it("measures everything three times unless told otherwise", () => {
  expect(readWords([], known)).toEqual({ ...known, repeats: 3, keep: false });
  expect(readWords("--peers none --scenes motion --repeats 1 --keep".split(" "), known)).toEqual({
    peers: [],
    scenes: ["motion"],
    repeats: 1,
    keep: true,
  });
});

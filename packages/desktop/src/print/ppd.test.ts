import { expect, it } from "vitest";
import { ppdOf } from "./ppd.ts";
import { paperSizes } from "./printer.ts";

it("describes every paper by the name and the size that PostScript has for it, the printer's own first", () => {
  const ppd = ppdOf(paperSizes(true));
  expect(ppd).toContain("*DefaultPageSize: Letter\n");
  const papers = [...ppd.matchAll(/^\*PaperDimension (\w+)\/\w+: "(\d+) (\d+)"$/gm)];
  expect(papers.map(([, ...paper]) => paper.join(" "))).toEqual([
    "Letter 612 792",
    "A4 595 842",
    "Legal 612 1008",
    "A3 842 1191",
    "A5 420 595",
    "ISOB5 499 709",
    "B5 516 729",
    "Executive 522 756",
    "EnvC5 459 649",
    "Env10 297 684",
  ]);
});

it("opens and closes each option, and gives each a default that it has", () => {
  const ppd = ppdOf(paperSizes(false));
  for (const [, keyword] of ppd.matchAll(/^\*OpenUI \*(\w+)/gm)) {
    const [, initial] = new RegExp(`^\\*Default${keyword}: (\\w+)$`, "m").exec(ppd) ?? [];
    expect(ppd).toContain(`\n*${keyword} ${initial}/`);
    expect(ppd).toContain(`\n*CloseUI: *${keyword}\n`);
  }
});

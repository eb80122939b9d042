import { describe, expect, it } from "vitest";
import { answerOf, fromUtf8, offered, toUtf8, wanted } from "./targets.ts";

describe("what is asked of an owner", () => {
  it("is the best form of each format it has, pictures last", () => {
    const found = wanted(
      new Set(["image/png", "STRING", "TEXT", "UTF8_STRING", "text/html", "application/x"]),
    );
    expect(found).toEqual([
      ["text", "UTF8_STRING"],
      ["html", "text/html"],
      ["png", "image/png"],
    ]);
  });

  it("is nothing of one that has files alone", () => {
    expect(wanted(new Set(["text/uri-list", "TARGETS"]))).toEqual([]);
  });
});

describe("what is offered", () => {
  it("can all be asked for, and nothing else", () => {
    for (const target of offered(["text", "html", "png"])) {
      expect(answerOf(target)).toBeDefined();
    }
    expect(answerOf("image/jpeg")).toBeUndefined();
    expect(answerOf("TEXT")).toEqual({ format: "text", type: "UTF8_STRING" });
  });
});

describe("text", () => {
  const utf8 = (text: string) => Buffer.from(text, "utf8");

  it("of Latin-1 becomes UTF-8, and back; what Latin-1 lacks becomes a question mark", () => {
    expect(toUtf8(Buffer.from("Grüße", "latin1"), "STRING")).toEqual(utf8("Grüße"));
    expect(Buffer.from(fromUtf8(utf8("Grüße 世🐚"), "STRING")).toString("latin1")).toBe("Grüße ??");
    expect(fromUtf8(utf8("世"), "UTF8_STRING")).toEqual(utf8("世"));
  });

  it("loses the zero that some owners end it with", () => {
    expect(toUtf8(utf8("a\0"), "UTF8_STRING")).toEqual(utf8("a"));
  });
});

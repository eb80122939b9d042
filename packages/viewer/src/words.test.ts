import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import english from "./words/en.ts";
import { fill, LANGUAGES, type Language, languageFor, loadWords, WORDS, type Words } from "./words.ts";

const SERVER = join(import.meta.dirname, "..", "..", "desktop", "src");

/** Words that are the same in another language as in English. */
const SAME: Record<Exclude<Language, "en">, readonly string[]> = {
  de: ["Codec", "Decoder", "Encoder", "Link", "Monitor", "Name"],
  fr: ["Codec"],
  es: ["Monitor"],
  zh: [],
  ja: [],
};

/** Every text of a table by its path. */
function textsOf(table: object, path = ""): Map<string, string> {
  return new Map(
    Object.entries(table).flatMap(([key, value]) =>
      typeof value === "string" ? [[`${path}${key}`, value]] : [...textsOf(value, `${path}${key}.`)],
    ),
  );
}

async function tableOf(language: Language): Promise<Words> {
  await loadWords(language);
  return WORDS;
}

const placeholders = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).toSorted();
const others = Object.keys(SAME) as (keyof typeof SAME)[];

describe.each(others)("%s", language => {
  it("has each text that English has, with the same values to fill in, and no other", async () => {
    const [wanted, found] = [textsOf(english), textsOf(await tableOf(language))];
    expect([...found.keys()].toSorted()).toEqual([...wanted.keys()].toSorted());
    for (const [path, text] of found) {
      expect(text.trim(), path).toBe(text);
      expect(text, path).not.toBe("");
      expect(placeholders(text), path).toEqual(placeholders(wanted.get(path) ?? ""));
    }
  });

  it("leaves nothing in English but words that it shares", async () => {
    const found = textsOf(await tableOf(language));
    const same = [...textsOf(english)].filter(([path, text]) => found.get(path) === text);
    expect([...new Set(same.map(([, text]) => text))].toSorted()).toEqual(SAME[language].toSorted());
  });
});

it("has a file for each language, and no other", () => {
  const files = readdirSync(join(import.meta.dirname, "words"));
  expect(files.toSorted()).toEqual(
    Object.keys(LANGUAGES)
      .map(code => `${code}.ts`)
      .toSorted(),
  );
});

it("has words for every notice that the server can send", () => {
  const ids = readdirSync(SERVER, { recursive: true, encoding: "utf8" })
    .filter(path => path.endsWith(".ts") && !path.endsWith(".test.ts"))
    .flatMap(path => {
      const source = readFileSync(join(SERVER, path), "utf8");
      const sent = [...source.matchAll(/kind: "notice",[^}]*?\bid: "([\w-]+)"/g)];
      const named = [...source.matchAll(/#notice\("([\w-]+)"/g)];
      const reasons = [...source.matchAll(/\bid: "((?:sharing|clipboard)-[\w-]+)"/g)];
      return [...sent, ...named, ...reasons].map(([, id]) => id);
    });
  expect(ids).toContain("display-gone");
  expect(ids).toContain("sharing-owner");
  expect(Object.keys(english.serverNotices).toSorted()).toEqual([...new Set(ids)].toSorted());
});

describe("the language", () => {
  it("is the one chosen, else the browser's first that the page speaks, else English", () => {
    expect(languageFor("ja", ["de"])).toBe("ja");
    expect(languageFor(undefined, ["nl-BE", "fr-CA", "de"])).toBe("fr");
    expect(languageFor(undefined, ["ZH-Hant-TW"])).toBe("zh");
    expect(languageFor("constructor", ["pt", "toString"])).toBe("en");
    expect(languageFor(undefined, [])).toBe("en");
  });
});

it("fills in values, and leaves what it has none for", () => {
  expect(fill("{a} of {b}, {c}", { a: 1, b: "$&" })).toBe("1 of $&, {c}");
});

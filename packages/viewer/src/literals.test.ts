import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";

/** What people see or hear must come from the word tables: no other file gives an element a text of its own. */
const GIVES_TEXT = [
  /\b(?:textContent|innerText|innerHTML|title|ariaLabel|placeholder|alt)\s*=\s*(["'`])(?=[^"'`]*\p{L}{2})/u,
  /\bsetAttribute\(\s*"(?:aria-label|aria-description|aria-valuetext|title|alt|placeholder)",\s*(["'`])(?=[^"'`]*\p{L}{2})/u,
  /\b(?:label|description|empty|text|detail)\s*:\s*(["'`])(?=[^"'`]*\p{L}{2})/u,
  /\b(?:buttonOf|heading|note|say|describe|append|replaceChildren|alert|confirm)\(\s*(["'`])(?=[^"'`]*\p{L}{2})/u,
];
/** A value that is filled in. */
const VALUE = /\$\{[^}]*\}/g;
/** Names that no language translates. */
const NAMES = /"(?:H\.264|JPEG|text)"/;

const files = readdirSync(import.meta.dirname, { recursive: true, encoding: "utf8" }).filter(
  path => /\.ts$/.test(path) && !/\.test\.ts$|^words\//.test(path),
);

function literalsIn(source: string): string[] {
  return source
    .split("\n")
    .filter(line => !/^\s*(?:\*|\/\/|\/\*)/.test(line) && !NAMES.test(line))
    .filter(line => GIVES_TEXT.some(pattern => pattern.test(line.replace(VALUE, ""))));
}

it("finds a text that is written where it is shown", () => {
  const bad = [
    'x.textContent = "Save";',
    'fields.note("Wait");',
    "label: `Bits`,",
    'x.setAttribute("title", "Go");',
  ];
  for (const line of bad) {
    expect(literalsIn(line), line).toEqual([line]);
  }
  expect(literalsIn('x.textContent = "–";\nx.append(icon("close"));')).toEqual([]);
});

it("finds none in the page: every text comes from the word tables", () => {
  expect(files.length).toBeGreaterThan(50);
  const found = files.flatMap(path =>
    literalsIn(readFileSync(join(import.meta.dirname, path), "utf8")).map(line => `${path}: ${line.trim()}`),
  );
  expect(found).toEqual([]);
});

it("finds none in index.html but what is there without scripts, in each language", () => {
  const html = readFileSync(join(import.meta.dirname, "index.html"), "utf8");
  const [, without = ""] = /<noscript>(.*)<\/noscript>/s.exec(html) ?? [];
  expect(without.match(/<p(?: lang="[\w-]+")?>/g)).toHaveLength(6);
  const rest = html.replace(without, "").replace(/<title>Porthole<\/title>/, "");
  const [, script = ""] = /<script>(.*?)<\/script>/s.exec(rest) ?? [];
  expect(literalsIn(script)).toEqual([]);
  expect(
    rest
      .replace(script, "")
      .replace(/<[^>]*>/g, "")
      .trim(),
  ).toBe("");
  expect(rest).not.toMatch(/aria-label|title=|placeholder=|alt=/);
});

import type english from "./words/en.ts";

/** Everything the page says, in one language. A word that a language lacks does not compile. */
export type Words = typeof english;

/** The languages that the page speaks, each by its own name. */
export const LANGUAGES = {
  en: "English",
  de: "Deutsch",
  fr: "Français",
  es: "Español",
  zh: "简体中文",
  ja: "日本語",
} as const;
/** One of {@link LANGUAGES}, as in BCP 47; `zh` stands for Chinese in simplified script. */
export type Language = keyof typeof LANGUAGES;

const TABLES: Record<Language, () => Promise<{ default: Words }>> = {
  en: () => import("./words/en.ts"),
  de: () => import("./words/de.ts"),
  fr: () => import("./words/fr.ts"),
  es: () => import("./words/es.ts"),
  zh: () => import("./words/zh.ts"),
  ja: () => import("./words/ja.ts"),
};

/**
 * Everything the page says, in the person's language. Filled by {@link loadWords} before anything else of the page
 * runs: read it inside functions, not while a module is loaded. The worker has none; it tells ids.
 */
export let WORDS: Words;

/** Loads the words of one language, and no other. */
export async function loadWords(language: Language): Promise<void> {
  WORDS = (await TABLES[language]()).default;
}

/**
 * The language to speak: the one chosen, else the first of the browser's that the page knows, else English.
 * @param wishes BCP 47 tags, best first, as in `navigator.languages`
 */
export function languageFor(chosen: string | undefined, wishes: readonly string[]): Language {
  const codes = [chosen ?? "", ...wishes].map(tag => tag.split("-")[0]?.toLowerCase() ?? "");
  return codes.find(isLanguage) ?? "en";
}

/** Whether the page speaks it. */
export function isLanguage(code: unknown): code is Language {
  return typeof code === "string" && Object.hasOwn(LANGUAGES, code);
}

/** Puts values in place of `{name}`. */
export function fill(text: string, values: Readonly<Record<string, string | number>>): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
}

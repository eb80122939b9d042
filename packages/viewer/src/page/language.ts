import { isLanguage, languageFor, loadWords } from "../words.ts";
import { remembered } from "./remember.ts";

/** The language that a person chose over the browser's. */
export const chosenLanguage = remembered("language", isLanguage);

/** Loads the words of the person's language and tells the browser which it is. */
export async function speak(): Promise<void> {
  const language = languageFor(chosenLanguage.get(), navigator.languages);
  document.documentElement.lang = language === "zh" ? "zh-Hans" : language;
  await loadWords(language);
}

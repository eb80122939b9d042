import { isLanguage, LANGUAGES, WORDS } from "../../words.ts";
import type { Appearance } from "../appearance.ts";
import { chosenLanguage } from "../language.ts";
import type { Fields, Option } from "../panel/fields.ts";

/** Language and look. */
export function fillPage(fields: Fields, appearance: Appearance): void {
  const languages = Object.entries(LANGUAGES).map(([value, label]) => ({ value, label }));
  fields.select({
    name: "language",
    label: WORDS.page.language,
    description: WORDS.page.languageHint,
    options: [{ value: "", label: WORDS.page.automatic }, ...languages],
    value: chosenLanguage.get() ?? "",
    onChange(code) {
      chosenLanguage.set(isLanguage(code) ? code : undefined);
      location.reload();
    },
  });
  const themes: Option<"auto" | "light" | "dark">[] = (["auto", "light", "dark"] as const).map(value => ({
    value,
    label: WORDS.page.themes[value],
  }));
  fields.select({
    name: "theme",
    label: WORDS.page.theme,
    options: themes,
    value: appearance.theme(),
    onChange: appearance.choose,
  });
}

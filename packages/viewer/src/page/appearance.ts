import { remembered } from "./remember.ts";

const THEMES = ["auto", "light", "dark"] as const;
/** How the page looks; `auto` as the system does. */
export type Theme = (typeof THEMES)[number];

/** The look of the page. */
export type Appearance = { theme(): Theme; choose(theme: Theme): void };

/** Gives the page the look that was chosen, or the system's, as `data-theme` of its root. */
export function openAppearance(): Appearance {
  const chosen = remembered("theme", isTheme);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const theme = () => chosen.get() ?? "auto";

  function apply(): void {
    const system = dark.matches ? "dark" : "light";
    document.documentElement.dataset.theme = theme() === "auto" ? system : theme();
  }

  dark.addEventListener("change", apply);
  apply();
  return {
    theme,
    choose(now) {
      chosen.set(now === "auto" ? undefined : now);
      apply();
    },
  };
}

function isTheme(value: unknown): value is Theme {
  return THEMES.includes(value as Theme);
}

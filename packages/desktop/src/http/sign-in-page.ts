import { SIGN_IN_WORDS, type SignInNote, type SignInWords } from "./sign-in-words.ts";
import { sourceHash } from "./source-hash.ts";

/** How pages with one form look. */
export const FORM_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
main, form { display: grid; gap: 1rem; }
main, body > form { width: min(20rem, calc(100vw - 3rem)); }
h1 { font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }
label { display: grid; gap: 0.25rem; }
input, button { font: inherit; padding: 0.6rem 0.75rem; border: 1px solid GrayText; border-radius: 0.4rem; box-sizing: border-box; width: 100%; }
button { background: #1a5fb4; border-color: #1a5fb4; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #62a0ea; outline-offset: 1px; }
a { color: LinkText; text-align: center; }
a.button { box-sizing: border-box; padding: 0.6rem 0.75rem; border: 1px solid GrayText; border-radius: 0.4rem; color: inherit; text-decoration: none; overflow-wrap: anywhere; }
[role=alert], [role=status] { margin: 0; padding: 0.6rem 0.75rem; border-left: 4px solid GrayText; }
[role=alert] { border-color: #c01c28; }
[role=alert] { border-color: #c01c28; }
`;

/** What the sign-in page may do: show itself and send its form back. */
export const SIGN_IN_POLICY = [
  "default-src 'none'",
  `style-src ${sourceHash(FORM_STYLE)}`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join("; ");

/**
 * The page that asks people to sign in.
 *
 * @param folder path of the page, with a slash at its end
 * @param user name that stands in the form; without one there is no form
 * @param provider name of the provider; without one there is no button for it
 * @param language an `Accept-Language` header; English where none of it is known
 */
export function signInPage(options: {
  title: string;
  folder: string;
  user: string | undefined;
  provider: string | undefined;
  language: string;
  note: SignInNote;
  seconds: number;
}): string {
  const { title, user, provider, note, seconds } = options;
  const language = knownLanguage(options.language);
  const words = SIGN_IN_WORDS[language] as SignInWords;
  const filling: Record<string, string> = { title, provider: provider ?? "", seconds: String(seconds) };
  const fill = (text: string) => escapeHtml(text.replace(/\{(\w+)\}/g, (_, name) => filling[name] ?? ""));
  const folder = escapeHtml(options.folder);
  const parts = [
    `<h1>${fill(words.heading)}</h1>`,
    note === "none" ? "" : `<p role="${note === "signedOut" ? "status" : "alert"}">${fill(words[note])}</p>`,
    user === undefined
      ? ""
      : `<form method="post" action="${folder}sign-in">
<label>${words.user}<input name="user" value="${escapeHtml(user)}" autocomplete="username" autocapitalize="none" spellcheck="false" required></label>
<label>${words.password}<input name="password" type="password" autocomplete="current-password" required autofocus></label>
<button>${words.enter}</button>
</form>`,
    provider === undefined ? "" : `<a class="button" href="${folder}oidc">${fill(words.through)}</a>`,
    provider !== undefined && note === "signedOut"
      ? `<a href="${folder}oidc/sign-out">${fill(words.leave)}</a>`
      : "",
  ];
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${fill(words.heading)}</title>
<style>${FORM_STYLE}</style>
<main>
${parts.filter(part => part !== "").join("\n")}
</main>
</html>
`;
}

/** The first language of an `Accept-Language` header (RFC 9110) that the page is written in. */
export function knownLanguage(header: string): string {
  const ranked = header
    .split(",")
    .map(part => {
      const [tag = "", quality] = part.trim().split(/\s*;\s*q=/);
      return { language: tag.split("-")[0]?.toLowerCase() ?? "", quality: Number(quality ?? 1) };
    })
    .sort((a, b) => b.quality - a.quality);
  return (
    ranked.find(({ language, quality }) => quality > 0 && Object.hasOwn(SIGN_IN_WORDS, language))?.language ??
    "en"
  );
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

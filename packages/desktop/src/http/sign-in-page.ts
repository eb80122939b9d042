import { createHash } from "node:crypto";

/** Why the page is shown. */
export type SignInProblem = "none" | "wrong" | "wait";

type Words = { heading: string; user: string; password: string; enter: string; wrong: string; wait: string };

/** `{title}` is the desktop's name, `{seconds}` how long to wait. */
const WORDS: Readonly<Record<string, Words>> = {
  en: {
    heading: "Sign in to {title}",
    user: "Name",
    password: "Password",
    enter: "Sign in",
    wrong: "Name or password is wrong.",
    wait: "Too many wrong passwords. Try again in {seconds} s.",
  },
  de: {
    heading: "Bei {title} anmelden",
    user: "Name",
    password: "Passwort",
    enter: "Anmelden",
    wrong: "Name oder Passwort ist falsch.",
    wait: "Zu viele falsche Passwörter. In {seconds} s geht es weiter.",
  },
  fr: {
    heading: "Se connecter à {title}",
    user: "Nom",
    password: "Mot de passe",
    enter: "Se connecter",
    wrong: "Le nom ou le mot de passe est faux.",
    wait: "Trop de mots de passe faux. Réessayez dans {seconds} s.",
  },
  es: {
    heading: "Entrar en {title}",
    user: "Nombre",
    password: "Contraseña",
    enter: "Entrar",
    wrong: "El nombre o la contraseña no son correctos.",
    wait: "Demasiadas contraseñas incorrectas. Inténtelo de nuevo en {seconds} s.",
  },
  zh: {
    heading: "登录 {title}",
    user: "用户名",
    password: "密码",
    enter: "登录",
    wrong: "用户名或密码错误。",
    wait: "密码错误次数过多，请在 {seconds} 秒后重试。",
  },
  ja: {
    heading: "{title} にサインイン",
    user: "ユーザー名",
    password: "パスワード",
    enter: "サインイン",
    wrong: "ユーザー名またはパスワードが違います。",
    wait: "間違いが多すぎます。{seconds} 秒後にもう一度お試しください。",
  },
};

/** How pages with one form look. */
export const FORM_STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { margin: 0; min-height: 100vh; display: grid; place-items: center; background: Canvas; color: CanvasText; }
form { width: min(20rem, calc(100vw - 3rem)); display: grid; gap: 1rem; }
h1 { font-size: 1.25rem; margin: 0; overflow-wrap: anywhere; }
label { display: grid; gap: 0.25rem; }
input, button { font: inherit; padding: 0.6rem 0.75rem; border: 1px solid GrayText; border-radius: 0.4rem; box-sizing: border-box; width: 100%; }
button { background: #1a5fb4; border-color: #1a5fb4; color: #fff; cursor: pointer; }
:focus-visible { outline: 3px solid #62a0ea; outline-offset: 1px; }
[role=alert] { margin: 0; padding: 0.6rem 0.75rem; border-left: 4px solid #c01c28; }
`;

/** What the sign-in page may do: show itself and send its form back. */
export const SIGN_IN_POLICY = [
  "default-src 'none'",
  `style-src 'sha256-${createHash("sha256").update(FORM_STYLE).digest("base64")}'`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join("; ");

/**
 * The page that asks for name and password.
 *
 * @param action path the form is sent to
 * @param language an `Accept-Language` header; English where none of it is known
 */
export function signInPage(options: {
  title: string;
  action: string;
  user: string;
  language: string;
  problem: SignInProblem;
  seconds: number;
}): string {
  const language = knownLanguage(options.language);
  const words = WORDS[language] as Words;
  const fill = (text: string) =>
    escapeHtml(text.replace("{title}", () => options.title).replace("{seconds}", String(options.seconds)));
  const alert = options.problem === "none" ? "" : `<p role="alert">${fill(words[options.problem])}</p>\n`;
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${fill(words.heading)}</title>
<style>${FORM_STYLE}</style>
<form method="post" action="${escapeHtml(options.action)}">
<h1>${fill(words.heading)}</h1>
${alert}<label>${words.user}<input name="user" value="${escapeHtml(options.user)}" autocomplete="username" autocapitalize="none" spellcheck="false" required></label>
<label>${words.password}<input name="password" type="password" autocomplete="current-password" required autofocus></label>
<button>${words.enter}</button>
</form>
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
    ranked.find(({ language, quality }) => quality > 0 && Object.hasOwn(WORDS, language))?.language ?? "en"
  );
}

/** Text as HTML shows it. */
export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, character => `&#${character.charCodeAt(0)};`);
}

import { escapeHtml, FORM_STYLE, knownLanguage } from "../http/sign-in-page.ts";
import { sourceHash } from "../http/source-hash.ts";

/** Why the page is shown. */
export type JoinProblem = "none" | "wrong" | "wait";

type Words = { heading: string; how: string; code: string; join: string; wrong: string; wait: string };

/** `{title}` is the desktop's name, `{seconds}` how long to wait. */
const WORDS: Readonly<Record<string, Words>> = {
  en: {
    heading: "Join {title}",
    how: "Open the whole link that you were given, or put its last part, after “code=”, here.",
    code: "Code",
    join: "Join",
    wrong: "This link has ended, or its code is wrong. Ask whoever gave it to you for a new one.",
    wait: "Too many wrong codes. Try again in {seconds} s.",
  },
  de: {
    heading: "{title} beitreten",
    how: "Öffnen Sie den ganzen Link, den Sie bekommen haben, oder tragen Sie hier seinen letzten Teil hinter „code=“ ein.",
    code: "Code",
    join: "Beitreten",
    wrong: "Dieser Link gilt nicht mehr, oder sein Code ist falsch. Bitten Sie um einen neuen.",
    wait: "Zu viele falsche Codes. In {seconds} s geht es weiter.",
  },
  fr: {
    heading: "Rejoindre {title}",
    how: "Ouvrez le lien complet que vous avez reçu, ou saisissez ici sa dernière partie, après « code= ».",
    code: "Code",
    join: "Rejoindre",
    wrong: "Ce lien n’est plus valable, ou son code est faux. Demandez-en un nouveau à qui vous l’a donné.",
    wait: "Trop de codes faux. Réessayez dans {seconds} s.",
  },
  es: {
    heading: "Unirse a {title}",
    how: "Abra el enlace completo que le dieron, o escriba aquí su última parte, después de «code=».",
    code: "Código",
    join: "Unirse",
    wrong: "Este enlace ya no vale, o su código es incorrecto. Pida uno nuevo a quien se lo dio.",
    wait: "Demasiados códigos incorrectos. Vuelva a intentarlo en {seconds} s.",
  },
  zh: {
    heading: "加入 {title}",
    how: "请打开您收到的完整链接，或在此输入链接中“code=”之后的部分。",
    code: "代码",
    join: "加入",
    wrong: "此链接已失效或代码错误。请向给您链接的人索取新的链接。",
    wait: "错误次数过多，请在 {seconds} 秒后重试。",
  },
  ja: {
    heading: "{title} に参加",
    how: "受け取ったリンク全体を開くか、「code=」より後の部分をここに入力してください。",
    code: "コード",
    join: "参加",
    wrong: "このリンクは無効になったか、コードが違います。新しいリンクをもらってください。",
    wait: "間違いが多すぎます。{seconds} 秒後にもう一度お試しください。",
  },
};

/** Moves the code from the address, which is never sent to a server, into the form, and takes it out of the browser's history. */
const SCRIPT = `
const code = /^#code=([A-Za-z0-9_-]+)$/.exec(location.hash)?.[1];
if (code) {
  history.replaceState(null, "", location.pathname);
  const form = document.forms[0];
  form.elements.code.value = code;
  form.submit();
}
`;

/** What the page may do: show itself, run its one script and send its form back. */
export const JOIN_POLICY = [
  "default-src 'none'",
  `style-src ${sourceHash(FORM_STYLE)}`,
  `script-src ${sourceHash(SCRIPT)}`,
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'self'",
].join("; ");

/**
 * The page that a link leads to: it sends the link's code in, and what it is answered with opens the desktop.
 *
 * @param language an `Accept-Language` header; English where none of it is known
 */
export function joinPage(options: {
  title: string;
  language: string;
  problem: JoinProblem;
  seconds: number;
  /** Whether there is a code to be put in. */
  form: boolean;
}): string {
  const language = knownLanguage(options.language);
  const words = WORDS[language] as Words;
  const fill = (text: string) =>
    escapeHtml(text.replace("{title}", () => options.title).replace("{seconds}", String(options.seconds)));
  const told =
    options.problem === "none"
      ? `<p>${fill(words.how)}</p>`
      : `<p role="alert">${fill(words[options.problem])}</p>`;
  const form = options.form
    ? `<label>${words.code}<input name="code" type="password" autocomplete="off" spellcheck="false" required autofocus></label>
<button>${words.join}</button>
`
    : "";
  return `<!doctype html>
<html lang="${language}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${fill(words.heading)}</title>
<style>${FORM_STYLE}</style>
<form method="post" action="enter">
<h1>${fill(words.heading)}</h1>
${told}
${form}</form>
${options.form ? `<script>${SCRIPT}</script>\n` : ""}</html>
`;
}

import type { OidcProblem } from "./oidc.ts";

/** What the page tells beside its form. */
export type SignInNote = "none" | "signedOut" | "wrong" | "wait" | OidcProblem;

/** The words of the sign-in page. */
export type SignInWords = Record<
  "heading" | "user" | "password" | "enter" | "through" | "leave" | Exclude<SignInNote, "none">,
  string
>;

/** `{title}` is the desktop's name, `{provider}` that of the provider, `{seconds}` how long to wait. */
export const SIGN_IN_WORDS: Readonly<Record<string, SignInWords>> = {
  en: {
    heading: "Sign in to {title}",
    user: "Name",
    password: "Password",
    enter: "Sign in",
    through: "Sign in with {provider}",
    leave: "Sign out of {provider} too",
    signedOut: "You are signed out.",
    wrong: "Name or password is wrong.",
    wait: "Too many wrong passwords. Try again in {seconds} s.",
    late: "This sign-in took too long, or its answer came a second time. Begin again.",
    cancelled: "{provider} did not sign you in.",
    stranger: "{provider} knows you, but you are not among those who may use this desktop.",
    unreachable: "{provider} cannot be reached. Try again in a moment.",
    clock: "What {provider} signed is not valid at this server's time. One of the two clocks is wrong.",
    mistrusted: "The answer of {provider} could not be trusted. Begin again; the server's log tells more.",
  },
  de: {
    heading: "Bei {title} anmelden",
    user: "Name",
    password: "Passwort",
    enter: "Anmelden",
    through: "Mit {provider} anmelden",
    leave: "Auch bei {provider} abmelden",
    signedOut: "Sie sind abgemeldet.",
    wrong: "Name oder Passwort ist falsch.",
    wait: "Zu viele falsche Passwörter. In {seconds} s geht es weiter.",
    late: "Diese Anmeldung hat zu lange gedauert, oder ihre Antwort kam ein zweites Mal. Beginnen Sie noch einmal.",
    cancelled: "{provider} hat Sie nicht angemeldet.",
    stranger: "{provider} kennt Sie, aber Sie gehören nicht zu denen, die diesen Desktop benutzen dürfen.",
    unreachable: "{provider} ist nicht zu erreichen. Versuchen Sie es gleich noch einmal.",
    clock:
      "Was {provider} unterschrieben hat, gilt nach der Uhr dieses Servers nicht. Eine der beiden Uhren geht falsch.",
    mistrusted:
      "Der Antwort von {provider} war nicht zu trauen. Beginnen Sie noch einmal; mehr steht im Protokoll des Servers.",
  },
  fr: {
    heading: "Se connecter à {title}",
    user: "Nom",
    password: "Mot de passe",
    enter: "Se connecter",
    through: "Se connecter avec {provider}",
    leave: "Se déconnecter aussi de {provider}",
    signedOut: "Vous êtes déconnecté.",
    wrong: "Le nom ou le mot de passe est faux.",
    wait: "Trop de mots de passe faux. Réessayez dans {seconds} s.",
    late: "Cette connexion a pris trop de temps, ou sa réponse est arrivée une seconde fois. Recommencez.",
    cancelled: "{provider} ne vous a pas connecté.",
    stranger: "{provider} vous connaît, mais vous ne faites pas partie des personnes admises sur ce bureau.",
    unreachable: "{provider} est injoignable. Réessayez dans un instant.",
    clock:
      "Ce que {provider} a signé n’est pas valable à l’heure de ce serveur. L’une des deux horloges est fausse.",
    mistrusted:
      "La réponse de {provider} n’est pas digne de confiance. Recommencez ; le journal du serveur en dit plus.",
  },
  es: {
    heading: "Entrar en {title}",
    user: "Nombre",
    password: "Contraseña",
    enter: "Entrar",
    through: "Entrar con {provider}",
    leave: "Salir también de {provider}",
    signedOut: "Ha salido.",
    wrong: "El nombre o la contraseña no son correctos.",
    wait: "Demasiadas contraseñas incorrectas. Inténtelo de nuevo en {seconds} s.",
    late: "Esta entrada tardó demasiado, o su respuesta llegó por segunda vez. Empiece de nuevo.",
    cancelled: "{provider} no le ha dejado entrar.",
    stranger: "{provider} le conoce, pero usted no está entre quienes pueden usar este escritorio.",
    unreachable: "No se puede llegar a {provider}. Inténtelo de nuevo en un momento.",
    clock:
      "Lo que {provider} ha firmado no es válido según la hora de este servidor. Uno de los dos relojes va mal.",
    mistrusted:
      "La respuesta de {provider} no era de fiar. Empiece de nuevo; el registro del servidor dice más.",
  },
  zh: {
    heading: "登录 {title}",
    user: "用户名",
    password: "密码",
    enter: "登录",
    through: "使用 {provider} 登录",
    leave: "同时退出 {provider}",
    signedOut: "您已退出登录。",
    wrong: "用户名或密码错误。",
    wait: "密码错误次数过多，请在 {seconds} 秒后重试。",
    late: "此次登录用时过长，或其响应已被使用过。请重新开始。",
    cancelled: "{provider} 未让您登录。",
    stranger: "{provider} 认识您，但您不在可以使用此桌面的人员之列。",
    unreachable: "无法连接 {provider}，请稍后重试。",
    clock: "按照本服务器的时间，{provider} 的签名无效。两者之一的时钟有误。",
    mistrusted: "{provider} 的响应不可信。请重新开始；详情见服务器日志。",
  },
  ja: {
    heading: "{title} にサインイン",
    user: "ユーザー名",
    password: "パスワード",
    enter: "サインイン",
    through: "{provider} でサインイン",
    leave: "{provider} からもサインアウト",
    signedOut: "サインアウトしました。",
    wrong: "ユーザー名またはパスワードが違います。",
    wait: "間違いが多すぎます。{seconds} 秒後にもう一度お試しください。",
    late: "サインインに時間がかかりすぎたか、応答が二度届きました。最初からやり直してください。",
    cancelled: "{provider} でサインインできませんでした。",
    stranger: "{provider} はあなたを確認しましたが、このデスクトップの利用は許可されていません。",
    unreachable: "{provider} に接続できません。しばらくしてからもう一度お試しください。",
    clock: "{provider} の署名は、このサーバーの時刻では有効ではありません。どちらかの時計が間違っています。",
    mistrusted:
      "{provider} の応答は信頼できませんでした。最初からやり直してください。詳しくはサーバーのログをご覧ください。",
  },
};

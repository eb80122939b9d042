import type { IncomingMessage, ServerResponse } from "node:http";
import type { Settings } from "../settings.ts";
import { readForm } from "./form.ts";
import type { Oidc } from "./oidc.ts";
import { isSameOrigin } from "./origin.ts";
import { addressOf, originOf } from "./request.ts";
import { send } from "./send.ts";
import { cookieOf, type SignIns, setCookie } from "./sign-in.ts";
import { SIGN_IN_POLICY, signInPage } from "./sign-in-page.ts";
import type { SignInNote } from "./sign-in-words.ts";

/** How long, in seconds, a browser keeps what it needs to come back from the provider, or to sign out there. */
const TICKET_LASTS = 600;

/** Where people sign in and out: the page for it, its form, and the ways to a provider and back. */
export class SignInDesk {
  readonly signIns: SignIns;
  readonly #settings: Settings;
  readonly #oidc: Oidc | undefined;

  constructor(settings: Settings, signIns: SignIns, oidc: Oidc | undefined) {
    this.signIns = signIns;
    this.#settings = settings;
    this.#oidc = oidc;
  }

  /** Answers a request that has to do with signing in or out, and says whether it is one. `path` is inside of the page's folder. */
  takes(request: IncomingMessage, response: ServerResponse, path: string): boolean {
    const answer = this.#routes[`${request.method} ${path}`];
    void answer?.(request, response);
    return answer !== undefined;
  }

  /** Answers who may not pass: a browser with the sign-in page, a program in a line. */
  turnAway(request: IncomingMessage, response: ServerResponse, wait: number): void {
    if (wait > 0) {
      const headers = { "Retry-After": String(wait) };
      send(request, response, 429, headers, `Too many wrong passwords. Wait ${wait} s.\n`);
    } else if (request.headers.authorization === undefined && wantsPage(request)) {
      this.#sendPage(request, response, request.url?.endsWith("?signed-out") ? "signedOut" : "none");
    } else {
      send(request, response, 401, this.challenge(request), "Sign in to see this desktop.\n");
    }
  }

  /** Header that makes a program send name and password, where there are any. A browser's script must not make it ask in a window of its own. */
  challenge(request: IncomingMessage): Record<string, string> {
    const { signIn, title } = this.#settings;
    const realm = title.replace(/[^ -~]|["\\]/g, "");
    const asksBasic = signIn !== undefined && request.headers["sec-fetch-mode"] === undefined;
    return { "WWW-Authenticate": asksBasic ? `Basic realm="${realm}", charset="UTF-8"` : "Form" };
  }

  readonly #routes: Readonly<
    Record<string, (request: IncomingMessage, response: ServerResponse) => Promise<void> | void>
  > = {
    "POST sign-in": (request, response) => this.#withPassword(request, response),
    "POST sign-out": (request, response) => this.#out(request, response),
    "GET oidc": (request, response) => this.#toProvider(request, response),
    "GET oidc/return": (request, response) => this.#fromProvider(request, response),
    "GET oidc/sign-out": (request, response) => this.#outOfProvider(request, response),
  };

  async #withPassword(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#fromElsewhere(request, response)) {
      return;
    }
    const form = await readForm(request);
    if (!form) {
      send(request, response, 413, { Connection: "close" }, "The form is too large.\n");
      return;
    }
    const given = { user: form.get("user") ?? "", password: form.get("password") ?? "" };
    const answer = this.signIns.enter(request, given, this.#settings.subfolder);
    if (answer.cookie !== undefined) {
      this.#goTo(request, response, this.#settings.subfolder, [answer.cookie]);
    } else {
      this.#sendPage(request, response, answer.wait > 0 ? "wait" : "wrong", answer.wait);
    }
  }

  #out(request: IncomingMessage, response: ServerResponse): void {
    if (!this.#fromElsewhere(request, response)) {
      const { subfolder } = this.#settings;
      const idToken = this.signIns.idTokenOf(request);
      const ticket = idToken && this.#oidc?.keep(idToken);
      const cookies = [
        this.signIns.leave(request, subfolder),
        ...(ticket ? [this.#ticket(request, ticket, TICKET_LASTS)] : []),
      ];
      if (wantsPage(request)) {
        this.#goTo(request, response, `${subfolder}?signed-out`, cookies);
      } else {
        send(request, response, 204, { "Set-Cookie": cookies }, "");
      }
    }
  }

  /** A form that another site's page sent. */
  #fromElsewhere(request: IncomingMessage, response: ServerResponse): boolean {
    if (isSameOrigin(originOf(request), this.#settings.allowedOrigins)) {
      return false;
    }
    send(request, response, 403, {}, "The form came from another page.\n");
    return true;
  }

  async #toProvider(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const returnTo = this.#inside(request, "oidc/return");
    if (!this.#oidc || !returnTo) {
      send(request, response, 404, {}, "Not found\n");
      return;
    }
    const begun = await this.#oidc.begin(returnTo);
    if ("problem" in begun) {
      this.#sendPage(request, response, begun.problem);
    } else {
      this.#goTo(request, response, begun.location, [this.#ticket(request, begun.ticket, TICKET_LASTS)]);
    }
  }

  async #fromProvider(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (!this.#oidc) {
      send(request, response, 404, {}, "Not found\n");
      return;
    }
    const query = /\?[^#]*/.exec(request.url ?? "")?.[0] ?? "";
    const ended = await this.#oidc.finish(query, cookieOf(request, TICKET));
    const { subfolder } = this.#settings;
    const used = this.#ticket(request, "", 0);
    if ("problem" in ended) {
      this.#sendPage(request, response, ended.problem, 0, used);
    } else {
      const signedIn = this.signIns.welcome(request, ended.name, subfolder, ended.idToken);
      this.#goTo(request, response, subfolder, [used, signedIn]);
    }
  }

  async #outOfProvider(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const back = this.#inside(request, "");
    const location = back && (await this.#oidc?.leave(back, cookieOf(request, TICKET)));
    const used = this.#ticket(request, "", 0);
    this.#goTo(request, response, location ?? this.#settings.subfolder, [used]);
  }

  #ticket(request: IncomingMessage, value: string, seconds: number): string {
    return setCookie(request, value, `${this.#settings.subfolder}oidc`, seconds, TICKET);
  }

  /** Whole address of a path inside of the page's folder, as the browser names it. */
  #inside(request: IncomingMessage, path: string): string | undefined {
    const address = addressOf(request);
    return address && new URL(`${this.#settings.subfolder}${path}`, address).href;
  }

  #goTo(request: IncomingMessage, response: ServerResponse, location: string, cookies: string[]): void {
    const headers = { Location: location, "Cache-Control": "no-store" };
    send(request, response, 303, cookies.length > 0 ? { ...headers, "Set-Cookie": cookies } : headers, "");
  }

  #sendPage(
    request: IncomingMessage,
    response: ServerResponse,
    note: SignInNote,
    seconds = 0,
    cookie?: string,
  ): void {
    const { subfolder, title, signIn, oidc } = this.#settings;
    const body = signInPage({
      title,
      folder: subfolder,
      user: signIn?.user,
      provider: oidc?.name,
      language: String(request.headers["accept-language"] ?? ""),
      note,
      seconds,
    });
    const headers = {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": SIGN_IN_POLICY,
      "Cache-Control": "no-store",
      Vary: "Accept, Accept-Language, Cookie",
      // Without a referrer the form would come with "Origin: null".
      "Referrer-Policy": "same-origin",
      // No scheme that a browser knows: it would ask in a window of its own.
      "WWW-Authenticate": "Form",
      ...(seconds > 0 ? { "Retry-After": String(seconds) } : {}),
      ...(cookie === undefined ? {} : { "Set-Cookie": cookie }),
    };
    send(request, response, STATUS[note], headers, body);
  }
}

/** Kind of the cookie that a browser brings back from the provider. */
const TICKET = "oidc";

const STATUS: Record<SignInNote, number> = {
  none: 401,
  signedOut: 401,
  wrong: 401,
  wait: 429,
  late: 400,
  cancelled: 401,
  stranger: 403,
  unreachable: 502,
  clock: 502,
  mistrusted: 400,
};

/** A person's browser that goes to a page, not a script or a program. */
function wantsPage(request: IncomingMessage): boolean {
  return /\btext\/html\b/.test(request.headers.accept ?? "");
}

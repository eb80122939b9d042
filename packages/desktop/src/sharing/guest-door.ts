import type { IncomingMessage, ServerResponse } from "node:http";
import { clientOf } from "../http/request.ts";
import type { Settings } from "../settings.ts";
import { folderOf } from "./admission.ts";
import { guestCookie, setGuestCookie } from "./guest-cookie.ts";
import { JOIN_POLICY, type JoinProblem, joinPage } from "./join-page.ts";
import type { Links } from "./links.ts";
import { hashOf } from "./secret.ts";

/** What a link's folder takes from its join page, and from the page's button. */
export const ENTER_PATH = "enter";
/** Form field, and query parameter of another program's token. */
const CODE = "code";
export const TOKEN = "token";

/** How the page server answers. */
export type Answer = (
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string,
) => void;

/** What the door knows of the desktop it leads to. */
type GuestPlace = Pick<Settings, "title" | "subfolder" | "trustedProxies">;

/** Lets guests in by their links, and out again. */
export class GuestDoor {
  readonly #links: Links;
  readonly #place: GuestPlace;
  readonly #answer: Answer;

  constructor(links: Links, place: GuestPlace, answer: Answer) {
    this.#links = links;
    this.#place = place;
    this.#answer = answer;
  }

  /** Takes a link's code; where it is right, the browser is known from now on. */
  enter(request: IncomingMessage, response: ServerResponse, link: string, form: URLSearchParams): void {
    const answer = this.#links.enter(
      clientOf(request, this.#place.trustedProxies),
      link,
      form.get(CODE) ?? "",
    );
    if ("cookie" in answer) {
      this.#welcome(request, response, link, answer);
    } else {
      this.ask(request, response, true, answer.wait > 0 ? "wait" : "wrong", answer.wait);
    }
  }

  /** Takes another program's token out of the page's address, where Selkies has it, and leads to an address without it. */
  enterByToken(request: IncomingMessage, response: ServerResponse, token: string): void {
    const answer = this.#links.enterByToken(clientOf(request, this.#place.trustedProxies), token);
    if ("cookie" in answer) {
      this.#welcome(request, response, answer.link, answer);
    } else {
      this.ask(request, response, false, answer.wait > 0 ? "wait" : "wrong", answer.wait);
    }
  }

  /** Has server and browser forget each other. */
  leave(request: IncomingMessage, response: ServerResponse, link: string): void {
    const cookie = guestCookie(request);
    if (cookie !== undefined) {
      this.#links.forget({ link, session: hashOf(cookie) });
    }
    const folder = folderOf(link, this.#place.subfolder);
    const headers = { Location: folder, "Set-Cookie": setGuestCookie(request, "", folder, 0) };
    this.#answer(request, response, 303, headers, "");
  }

  /** Answers who has not come in yet: a browser with the join page, with a form at a `link`; a program in a line. */
  ask(
    request: IncomingMessage,
    response: ServerResponse,
    link: boolean,
    problem: JoinProblem = "none",
    wait = 0,
  ): void {
    const status = wait > 0 ? 429 : 401;
    const retry: Record<string, string> = wait > 0 ? { "Retry-After": String(wait) } : {};
    if (!/\btext\/html\b/.test(request.headers.accept ?? "")) {
      this.#answer(request, response, status, retry, "Open the link that you were given.\n");
      return;
    }
    const body = joinPage({
      title: this.#place.title,
      language: String(request.headers["accept-language"] ?? ""),
      problem,
      seconds: wait,
      form: link,
    });
    const headers = {
      "Content-Type": "text/html; charset=utf-8",
      "Content-Security-Policy": JOIN_POLICY,
      "Cache-Control": "no-store",
      Vary: "Accept, Accept-Language, Cookie",
      // Without a referrer the form would come with "Origin: null".
      "Referrer-Policy": "same-origin",
      ...retry,
    };
    this.#answer(request, response, status, headers, body);
  }

  #welcome(
    request: IncomingMessage,
    response: ServerResponse,
    link: string,
    { cookie, ends }: { cookie: string; ends: number },
  ): void {
    const folder = folderOf(link, this.#place.subfolder);
    const seconds = Math.max(1, Math.floor((ends - Date.now()) / 1000));
    const headers = {
      Location: folder,
      "Set-Cookie": setGuestCookie(request, cookie, folder, seconds),
      "Cache-Control": "no-store",
    };
    this.#answer(request, response, 303, headers, "");
  }
}

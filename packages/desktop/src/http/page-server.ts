import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { FILES_PATH, type FileRoutes } from "../files/routes.ts";
import type { Settings } from "../settings.ts";
import { admit, type Doors, type Place, placeOf } from "../sharing/admission.ts";
import { may } from "../sharing/grant.ts";
import { ENTER_PATH, GuestDoor, TOKEN } from "../sharing/guest-door.ts";
import { METRICS_TYPE, type Metric, metricsText } from "./metrics.ts";
import { isSameOrigin } from "./origin.ts";
import type { SignIns } from "./sign-in.ts";
import { SIGN_IN_POLICY, type SignInProblem, signInPage } from "./sign-in-page.ts";
import type { StaticFiles } from "./static-files.ts";

/** What `GET health` answers. */
export type Health = { ready: boolean; display: boolean; encoders: readonly string[]; viewers: number };

/** Asked for without a sign-in as well; it tells nothing of the desktop. */
const HEALTH_PATH = "health";
const METRICS_PATH = "metrics";
/** Takes name and password from the sign-in page; forgets the browser that was signed in. */
const SIGN_IN_PATH = "sign-in";
const SIGN_OUT_PATH = "sign-out";
/** Largest form that is read, in bytes. */
const LARGEST_FORM = 4096;

/** Answers everything that is not the WebSocket: the page, its files, the state of the server. */
export function pageListener(
  settings: Settings,
  doors: Doors,
  files: StaticFiles,
  health: () => Health,
  metrics: () => readonly Metric[],
  transfers: FileRoutes,
): RequestListener {
  const { signIns } = doors;
  const guests = new GuestDoor(doors.links, settings, send);
  return (request, response) => {
    const path = pathOf(request);
    const place = placeOf(path, settings.subfolder);
    const { inside, link } = place;
    if (
      request.method === "POST" &&
      link !== undefined &&
      (inside === ENTER_PATH || inside === SIGN_OUT_PATH)
    ) {
      void guestInOrOut(request, response, settings, guests, link, inside);
      return;
    }
    if (request.method === "POST" && signIns && (inside === SIGN_IN_PATH || inside === SIGN_OUT_PATH)) {
      void signInOrOut(request, response, settings, signIns, inside);
      return;
    }
    if (inside?.startsWith(FILES_PATH)) {
      answerTransfer(request, response, settings, doors, transfers, place);
      return;
    }
    if (request.method !== "GET" && request.method !== "HEAD") {
      send(request, response, 405, { Allow: "GET, HEAD" }, "Method not allowed\n");
      return;
    }
    if (inside === HEALTH_PATH || path === `/${HEALTH_PATH}`) {
      sendHealth(request, response, health());
      return;
    }
    const token = link === undefined && inside === "" ? tokenOf(request) : undefined;
    if (token !== undefined) {
      guests.enterByToken(request, response, token);
      return;
    }
    const admission = admit(request, place, doors);
    if (!admission.admitted && (link !== undefined || !signIns)) {
      guests.ask(request, response, link !== undefined);
    } else if (!admission.admitted) {
      turnAway(request, response, settings, admission.wait);
    } else if (
      (inside === METRICS_PATH || path === `/${METRICS_PATH}`) &&
      may(admission.visitor.grant, "share")
    ) {
      const headers = { "Content-Type": METRICS_TYPE, "Cache-Control": "no-store" };
      send(request, response, 200, headers, metricsText(metrics()));
    } else if (inside === undefined) {
      sendOutside(request, response, path, settings.subfolder);
    } else {
      sendFile(request, response, files, inside);
    }
  };
}

function answerTransfer(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Settings,
  doors: Doors,
  transfers: FileRoutes,
  place: Place,
): void {
  const site = request.headers["sec-fetch-site"];
  const foreign = !isSameOrigin(originOf(request), settings.allowedOrigins);
  if (foreign || (site !== undefined && site !== "same-origin" && site !== "none")) {
    send(request, response, 403, {}, "Files are given to this desktop's own page alone.\n");
    return;
  }
  const admission = admit(request, place, doors);
  if (!admission.admitted) {
    turnAway(request, response, settings, admission.wait);
    return;
  }
  const path = (place.inside ?? "").slice(FILES_PATH.length);
  void transfers.answer(request, response, path, action => {
    const now = admit(request, place, doors);
    return now.admitted && may(now.visitor.grant, action);
  });
}

/** Path of a request, decoded, without its query; "" where it cannot be decoded. */
export function pathOf(request: IncomingMessage): string {
  try {
    return decodeURIComponent((request.url ?? "").split(/[?#]/)[0] ?? "");
  } catch {
    return "";
  }
}

/** Answers who may not pass: a browser with the sign-in page, a program in a line. */
function turnAway(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Settings,
  wait: number,
): void {
  if (wait > 0) {
    send(
      request,
      response,
      429,
      { "Retry-After": String(wait) },
      `Too many wrong passwords. Wait ${wait} s.\n`,
    );
  } else if (
    request.headers.authorization === undefined &&
    /\btext\/html\b/.test(request.headers.accept ?? "")
  ) {
    sendSignInPage(request, response, settings, "none");
  } else {
    send(request, response, 401, askForSignIn(settings.title), "Sign in to see this desktop.\n");
  }
}

function sendSignInPage(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Settings,
  problem: SignInProblem,
  seconds = 0,
): void {
  const body = signInPage({
    title: settings.title,
    action: `${settings.subfolder}${SIGN_IN_PATH}`,
    user: settings.signIn?.user ?? "",
    language: String(request.headers["accept-language"] ?? ""),
    problem,
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
  };
  send(request, response, seconds > 0 ? 429 : 401, headers, body);
}

async function signInOrOut(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Settings,
  signIns: SignIns,
  path: string,
): Promise<void> {
  const away = (cookie: string) =>
    send(request, response, 303, { Location: settings.subfolder, "Set-Cookie": cookie }, "");
  if (!isSameOrigin(originOf(request), settings.allowedOrigins)) {
    send(request, response, 403, {}, "The form came from another page.\n");
  } else if (path === SIGN_OUT_PATH) {
    away(signIns.leave(request, settings.subfolder));
  } else {
    const form = await readForm(request);
    if (!form) {
      send(request, response, 413, { Connection: "close" }, "The form is too large.\n");
      return;
    }
    const given = { user: form.get("user") ?? "", password: form.get("password") ?? "" };
    const answer = signIns.enter(request, given, settings.subfolder);
    if (answer.cookie !== undefined) {
      away(answer.cookie);
    } else {
      sendSignInPage(request, response, settings, answer.wait > 0 ? "wait" : "wrong", answer.wait);
    }
  }
}

/** What tells where a request comes from, as {@link isSameOrigin} wants it. */
export function originOf(request: IncomingMessage): Parameters<typeof isSameOrigin>[0] {
  const { origin, host } = request.headers;
  const forwarded = request.headers["x-forwarded-host"];
  return { origin, host, forwardedHost: Array.isArray(forwarded) ? forwarded[0] : forwarded };
}

async function guestInOrOut(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Settings,
  guests: GuestDoor,
  link: string,
  path: string,
): Promise<void> {
  if (!isSameOrigin(originOf(request), settings.allowedOrigins)) {
    send(request, response, 403, {}, "The form came from another page.\n");
  } else if (path === SIGN_OUT_PATH) {
    guests.leave(request, response, link);
  } else {
    const form = await readForm(request);
    if (form) {
      guests.enter(request, response, link, form);
    } else {
      send(request, response, 413, { Connection: "close" }, "The form is too large.\n");
    }
  }
}

/** The token of another program's link, in the query of the page's address. */
function tokenOf(request: IncomingMessage): string | undefined {
  const query = (request.url ?? "").split("?")[1];
  return (query && new URLSearchParams(query).get(TOKEN)) || undefined;
}

async function readForm(request: IncomingMessage): Promise<URLSearchParams | undefined> {
  let text = "";
  try {
    for await (const chunk of request.setEncoding("utf8")) {
      text += chunk;
      if (text.length > LARGEST_FORM) {
        return undefined;
      }
    }
  } catch {
    // The browser went away; nobody reads the answer.
  }
  return new URLSearchParams(text);
}

/** Header that makes a program send name and password. */
export function askForSignIn(title: string): Record<string, string> {
  return { "WWW-Authenticate": `Basic realm="${title.replace(/[^ -~]|["\\]/g, "")}", charset="UTF-8"` };
}

function sendOutside(
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  subfolder: string,
): void {
  if (path === "/" || `${path}/` === subfolder) {
    send(request, response, 302, { Location: subfolder }, "");
  } else {
    send(request, response, 404, {}, "Not found\n");
  }
}

function sendHealth(request: IncomingMessage, response: ServerResponse, health: Health): void {
  const headers = { "Content-Type": "application/json", "Cache-Control": "no-store" };
  send(request, response, health.ready ? 200 : 503, headers, `${JSON.stringify(health)}\n`);
}

function sendFile(
  request: IncomingMessage,
  response: ServerResponse,
  files: StaticFiles,
  path: string,
): void {
  const found = files.find(path, String(request.headers["accept-encoding"] ?? ""));
  if (!found) {
    send(request, response, 404, {}, "Not found\n");
    return;
  }
  const headers = {
    "Content-Type": found.type,
    ...(found.encoding === undefined ? {} : { "Content-Encoding": found.encoding }),
    Vary: "Accept-Encoding",
    ETag: found.etag,
    "Cache-Control": "no-cache",
    ...pageHeaders(request.headers.host ?? ""),
  };
  const unchanged = request.headers["if-none-match"]?.split(/\s*,\s*/).includes(found.etag);
  send(request, response, unchanged ? 304 : 200, headers, unchanged ? "" : found.body);
}

/** What the page may load and who may frame it. `host` as the browser names it: older ones do not count sockets as 'self'. */
function pageHeaders(host: string): Record<string, string> {
  const sockets = /^[A-Za-z0-9.:[\]_-]+$/.test(host) ? ` ws://${host} wss://${host}` : "";
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      "script-src 'self'",
      "style-src 'self'",
      "worker-src 'self'",
      `connect-src 'self'${sockets}`,
      "img-src 'self' blob: data:",
      "media-src 'self' blob:",
      "font-src 'self'",
      "manifest-src 'self'",
      "base-uri 'none'",
      "form-action 'none'",
      "frame-ancestors 'self'",
    ].join("; "),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
  };
}

function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string | Buffer,
): void {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    ...headers,
    ...(status === 304 ? {} : { "Content-Length": String(Buffer.byteLength(body)) }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

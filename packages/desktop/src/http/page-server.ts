import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import { FILES_PATH, type FileRoutes } from "../files/routes.ts";
import type { Settings } from "../settings.ts";
import { admit, type Doors, isOpen, type Place, placeOf } from "../sharing/admission.ts";
import { may } from "../sharing/grant.ts";
import { ENTER_PATH, GuestDoor, TOKEN } from "../sharing/guest-door.ts";
import { readForm } from "./form.ts";
import { METRICS_TYPE, type Metric, metricsText } from "./metrics.ts";
import { isSameOrigin } from "./origin.ts";
import { isForwarded, strangeName } from "./own-name.ts";
import { originOf, pathOf } from "./request.ts";
import { send } from "./send.ts";
import type { SignInDesk } from "./sign-in-desk.ts";
import type { StaticFiles } from "./static-files.ts";

/** What `GET health` answers. */
export type Health = {
  ready: boolean;
  display: boolean;
  /** Which encoder makes which stream. */
  encoders: Readonly<Record<string, string>>;
  viewers: number;
};

/** Asked for without a sign-in as well; it tells nothing of the desktop. */
const HEALTH_PATH = "health";
const METRICS_PATH = "metrics";
const SIGN_OUT_PATH = "sign-out";

/** Answers everything that is not the WebSocket: the page, its files, the state of the server. */
export function pageListener(
  settings: Settings,
  doors: Doors,
  desk: SignInDesk | undefined,
  files: StaticFiles,
  health: () => Health,
  metrics: () => readonly Metric[],
  transfers: FileRoutes,
): RequestListener {
  const guests = new GuestDoor(doors.links, settings, send);
  return (request, response) => {
    const path = pathOf(request);
    const place = placeOf(path, settings.subfolder);
    const { inside, link } = place;
    if (refuseStrange(request, response, settings, doors, inside)) {
      return;
    }
    if (
      request.method === "POST" &&
      link !== undefined &&
      (inside === ENTER_PATH || inside === SIGN_OUT_PATH)
    ) {
      void guestInOrOut(request, response, settings, guests, link, inside);
      return;
    }
    if (link === undefined && inside !== undefined && desk?.takes(request, response, inside)) {
      return;
    }
    if (inside?.startsWith(FILES_PATH)) {
      answerTransfer(request, response, settings, doors, desk, transfers, place);
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
    if (!admission.admitted && (link !== undefined || !desk)) {
      guests.ask(request, response, link !== undefined);
    } else if (!admission.admitted) {
      desk?.turnAway(request, response, admission.wait);
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

/** Refuses what is asked for under somebody else's name where nobody has to sign in; health tells nothing of the desktop. */
function refuseStrange(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Settings,
  doors: Doors,
  inside: string | undefined,
): boolean {
  const name = isOpen(doors) ? strangeName(request, settings.allowedOrigins) : undefined;
  const passes = inside === HEALTH_PATH || (isForwarded(request) && !inside?.startsWith(FILES_PATH));
  if (name === undefined || passes) {
    return false;
  }
  const words = `This desktop has no sign-in, and ${name} is none of this machine's own names: another site may have led your browser here. Set PASSWORD, or add the page's address to SELKIES_ALLOWED_ORIGINS.\n`;
  send(request, response, 403, {}, words);
  return true;
}

function answerTransfer(
  request: IncomingMessage,
  response: ServerResponse,
  settings: Settings,
  doors: Doors,
  desk: SignInDesk | undefined,
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
    refuseTransfer(request, response, desk, admission.wait);
    return;
  }
  const path = (place.inside ?? "").slice(FILES_PATH.length);
  void transfers.answer(request, response, path, action => {
    const now = admit(request, place, doors);
    return now.admitted && may(now.visitor.grant, action);
  });
}

function refuseTransfer(
  request: IncomingMessage,
  response: ServerResponse,
  desk: SignInDesk | undefined,
  wait: number,
): void {
  if (desk) {
    desk.turnAway(request, response, wait);
  } else {
    send(request, response, 401, {}, "Only a link leads to these files.\n");
  }
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
    ...pageHeaders(request.headers.host ?? "", files),
  };
  const unchanged = request.headers["if-none-match"]?.split(/\s*,\s*/).includes(found.etag);
  send(request, response, unchanged ? 304 : 200, headers, unchanged ? "" : found.body);
}

/** What browsers offer and the page has no use for. */
const UNUSED = ["bluetooth", "display-capture", "geolocation", "hid", "midi", "payment", "serial", "usb"];

/** What the page may load and who may frame it. `host` as the browser names it: older ones do not count sockets as 'self'. */
function pageHeaders(host: string, files: StaticFiles): Record<string, string> {
  const sockets = /^[A-Za-z0-9.:[\]_-]+$/.test(host) ? ` ws://${host} wss://${host}` : "";
  return {
    "Content-Security-Policy": [
      "default-src 'none'",
      ["script-src 'self'", ...files.inline("script")].join(" "),
      ["style-src 'self'", ...files.inline("style")].join(" "),
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
    "Permissions-Policy": UNUSED.map(feature => `${feature}=()`).join(", "),
  };
}

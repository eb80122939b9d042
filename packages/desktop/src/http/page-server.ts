import type { IncomingMessage, RequestListener, ServerResponse } from "node:http";
import type { Settings } from "../settings.ts";
import { METRICS_TYPE, type Metric, metricsText } from "./metrics.ts";
import { isSignedIn } from "./sign-in.ts";
import type { StaticFiles } from "./static-files.ts";

/** What `GET health` answers. */
export type Health = { ready: boolean; display: boolean; encoders: readonly string[]; viewers: number };

/** Asked for without a sign-in as well; it tells nothing of the desktop. */
const HEALTH_PATH = "health";
const METRICS_PATH = "metrics";

/** Answers everything that is not the WebSocket: the page, its files, the state of the server. */
export function pageListener(
  settings: Settings,
  files: StaticFiles,
  health: () => Health,
  metrics: () => readonly Metric[],
): RequestListener {
  return (request, response) => {
    const path = pathOf(request);
    const inside = path.startsWith(settings.subfolder) ? path.slice(settings.subfolder.length) : undefined;
    if (request.method !== "GET" && request.method !== "HEAD") {
      send(request, response, 405, { Allow: "GET, HEAD" }, "Method not allowed\n");
    } else if (inside === HEALTH_PATH || path === `/${HEALTH_PATH}`) {
      sendHealth(request, response, health());
    } else if (settings.signIn && !isSignedIn(request.headers.authorization, settings.signIn)) {
      send(request, response, 401, askForSignIn(settings.title), "Sign in to see this desktop.\n");
    } else if (inside === METRICS_PATH || path === `/${METRICS_PATH}`) {
      const headers = { "Content-Type": METRICS_TYPE, "Cache-Control": "no-store" };
      send(request, response, 200, headers, metricsText(metrics()));
    } else if (inside === undefined) {
      sendOutside(request, response, path, settings.subfolder);
    } else {
      sendFile(request, response, files, inside);
    }
  };
}

/** Path of a request, decoded, without its query; "" where it cannot be decoded. */
export function pathOf(request: IncomingMessage): string {
  try {
    return decodeURIComponent((request.url ?? "").split(/[?#]/)[0] ?? "");
  } catch {
    return "";
  }
}

/** Header that makes a browser ask for name and password. */
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

import type { IncomingMessage } from "node:http";
import type { TLSSocket } from "node:tls";

/** One name is enough: each link has a path of its own, with a number that no other desktop has. */
const NAME = "porthole-guest";

/** The cookie that a guest's browser sends; only below its link's folder. */
export function guestCookie(request: IncomingMessage): string | undefined {
  const start = `${NAME}=`;
  return request.headers.cookie
    ?.split(/; */)
    .find(pair => pair.startsWith(start))
    ?.slice(start.length);
}

/** The `Set-Cookie` header that makes a browser a guest below `path` for so many seconds; "" and 0 have it forget that. */
export function setGuestCookie(
  request: IncomingMessage,
  value: string,
  path: string,
  seconds: number,
): string {
  const secure =
    (request.socket as TLSSocket).encrypted || request.headers["x-forwarded-proto"] === "https"
      ? "; Secure"
      : "";
  return `${NAME}=${value}; Path=${path}; Max-Age=${seconds}; HttpOnly; SameSite=Lax${secure}`;
}

import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";

/** Ends of names that nobody can register: RFC 6761, 6762, 8375, and what routers at home use. */
const PRIVATE =
  /(^|\.)(localhost|local|localdomain|lan|home|internal|intranet|corp|private|test|home\.arpa)$/;

/**
 * The name in `Host` where it is none that this machine can have of its own: no address, no single word, no private ending, and
 * not in `allowed`. Another site may have such a name lead to this machine (DNS rebinding); its page then counts as the
 * desktop's own, which must not be enough where nobody has to sign in.
 */
export function strangeName(request: IncomingMessage, allowed: readonly string[]): string | undefined {
  const host = (request.headers.host ?? "").toLowerCase();
  const name = host
    .replace(/:\d+$/, "")
    .replace(/^\[(.*)\]$/, "$1")
    .replace(/\.$/, "");
  const own = isIP(name) !== 0 || !name.includes(".") || PRIVATE.test(name);
  return own || allowed.some(origin => new URL(origin).host === host) ? undefined : name;
}

/** Whether a proxy has passed a request on. A page can pretend that for what it fetches, never for a WebSocket. */
export function isForwarded(request: IncomingMessage): boolean {
  return ["x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"].some(name => name in request.headers);
}

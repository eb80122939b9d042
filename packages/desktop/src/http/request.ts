import type { IncomingMessage } from "node:http";
import { type BlockList, isIP } from "node:net";
import type { TLSSocket } from "node:tls";
import type { isSameOrigin } from "./origin.ts";

/** Path of a request, decoded, without its query; "" where it cannot be decoded. */
export function pathOf(request: IncomingMessage): string {
  try {
    return decodeURIComponent((request.url ?? "").split(/[?#]/)[0] ?? "");
  } catch {
    return "";
  }
}

/** What tells where a request comes from, as {@link isSameOrigin} wants it. */
export function originOf(request: IncomingMessage): Parameters<typeof isSameOrigin>[0] {
  const { origin, host } = request.headers;
  return { origin, host, forwardedHost: firstOf(request.headers["x-forwarded-host"]) };
}

/** Whether the browser came by https, to this server or to the proxy in front of it. */
export function isSecure(request: IncomingMessage): boolean {
  return (request.socket as TLSSocket).encrypted || firstOf(request.headers["x-forwarded-proto"]) === "https";
}

/**
 * Address of this server as the browser names it, with a slash at its end: from `Host`, or `X-Forwarded-Host` and
 * `X-Forwarded-Proto` where a proxy stands in front. A browser lets no page set any of these headers.
 */
export function addressOf(request: IncomingMessage): URL | undefined {
  const host = firstOf(request.headers["x-forwarded-host"]) ?? request.headers.host ?? "";
  const address = `${isSecure(request) ? "https" : "http"}://${host}/`;
  return /^[A-Za-z0-9.:[\]_-]+$/.test(host) && URL.canParse(address) ? new URL(address) : undefined;
}

/** The first of what proxies have added, comma after comma. */
function firstOf(header: string | string[] | undefined): string | undefined {
  return [header].flat()[0]?.split(",")[0]?.trim();
}

/**
 * Address of whoever sent a request. Where it came through `trusted` proxies, that is the last one in `X-Forwarded-For` that is none
 * of them: what stands before it anybody may have written.
 */
export function clientOf(request: IncomingMessage, trusted: BlockList | undefined): string {
  const passed = [request.headers["x-forwarded-for"]].flat().join(",");
  const chain = [...passed.split(","), request.socket.remoteAddress ?? ""].map(plainAddress);
  const isTrusted = (address: string) => trusted?.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  let from = chain.pop() ?? "";
  while (isIP(from) !== 0 && isTrusted(from) && isIP(chain.at(-1) ?? "") !== 0) {
    from = chain.pop() ?? "";
  }
  return from;
}

/** An address without the port that some proxies add, and IPv4 as such. */
function plainAddress(text: string): string {
  const address = text.trim().replace(/^::ffff:(?=\d+\.)/i, "");
  return /^\[(.*)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^(\d+\.\d+\.\d+\.\d+):\d+$/, "$1");
}

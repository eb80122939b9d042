/**
 * Whether a WebSocket handshake or a form comes from a page of this server: the host of `Origin` is that of the `Host` header, or
 * of `X-Forwarded-Host` where a proxy stands in front; or the origin is one of `others`. Programs that are no browsers send no
 * `Origin` and are let through. A browser lets no page set any of these headers.
 */
export function isSameOrigin(
  headers: {
    origin?: string | undefined;
    host?: string | undefined;
    forwardedHost?: string | undefined;
  },
  others: readonly string[] = [],
): boolean {
  if (headers.origin === undefined || others.includes(headers.origin)) {
    return true;
  }
  const origin = hostOf(headers.origin);
  const hosts = [headers.host, headers.forwardedHost?.split(",")[0]?.trim()];
  return origin !== undefined && hosts.some(host => host !== undefined && sameHost(origin, host));
}

function hostOf(origin: string): URL | undefined {
  try {
    return new URL(origin);
  } catch {
    return undefined;
  }
}

/** Hosts are compared as URLs of the same scheme, so that a default port may be named or not. */
function sameHost(origin: URL, host: string): boolean {
  return hostOf(`${origin.protocol}//${host}`)?.host === origin.host;
}

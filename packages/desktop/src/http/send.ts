import type { IncomingMessage, ServerResponse } from "node:http";

/** Sends a whole answer; plain text unless `headers` say otherwise. */
export function send(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  headers: Record<string, string | readonly string[]>,
  body: string | Buffer,
): void {
  response.writeHead(status, {
    "Content-Type": "text/plain; charset=utf-8",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    ...headers,
    ...(status === 304 || status === 204 ? {} : { "Content-Length": String(Buffer.byteLength(body)) }),
  });
  response.end(request.method === "HEAD" ? undefined : body);
}

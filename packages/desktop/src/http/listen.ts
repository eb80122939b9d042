import { createServer as createHttp, type RequestListener, type Server } from "node:http";
import { createServer as createHttps } from "node:https";
import { PortholeError } from "@porthole/contract";
import { log } from "../log.ts";
import type { Settings } from "../settings.ts";
import { followCertificate, readCertificate } from "./certificate.ts";

/** The web servers: plain always, with TLS where a certificate is there. */
export type WebServers = Disposable & { servers: Server[]; withoutTls: string | undefined };

/** Starts to listen. @throws PortholeError `port-taken` where a port is in use. */
export async function listen(settings: Settings, listener: RequestListener): Promise<WebServers> {
  const servers = [createHttp(listener)];
  const ports = [settings.httpPort];
  let withoutTls: string | undefined;
  using started = new DisposableStack();
  try {
    const server = createHttps(readCertificate(settings.certificates), listener);
    servers.push(server);
    ports.push(settings.httpsPort);
    started.use(followCertificate(server, settings.certificates, CERTIFICATE_WORDS));
  } catch (error) {
    withoutTls = error instanceof Error ? error.message : String(error);
  }
  await Promise.all(servers.map((server, i) => bind(server, ports[i] ?? 0, settings.ipv4Only)));
  for (const server of servers) {
    started.defer(() => {
      server.close();
      server.closeAllConnections();
    });
  }
  const running = started.move();
  return { servers, withoutTls, [Symbol.dispose]: () => running.dispose() };
}

const CERTIFICATE_WORDS = {
  onChange: () => log("info", "the certificate has changed, and new connections get the new one"),
  onFailure: (why: string) => log("warning", `the certificate has changed and cannot be used: ${why}`),
};

/**
 * Has a server listen on every address.
 *
 * @param remedy what to set where the port is taken
 * @throws PortholeError `port-taken`
 */
export async function bind(
  server: Server,
  port: number,
  ipv4Only: boolean,
  remedy = "CUSTOM_PORT and CUSTOM_HTTPS_PORT to ports",
): Promise<void> {
  try {
    await bindTo(server, port, ipv4Only ? "0.0.0.0" : "::");
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (ipv4Only || (code !== "EAFNOSUPPORT" && code !== "EADDRNOTAVAIL")) {
      throw listenError(port, error, remedy);
    }
    await bindTo(server, port, "0.0.0.0");
  }
}

function bindTo(server: Server, port: number, host: string): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port, host }, () => {
      server.off("error", reject);
      resolve();
    });
  });
}

function listenError(port: number, cause: unknown, remedy: string): unknown {
  const { code } = cause as NodeJS.ErrnoException;
  return code === "EADDRINUSE"
    ? new PortholeError({
        kind: "outside",
        id: "port-taken",
        what: `Port ${port} is in use inside the container.`,
        todo: `Set ${remedy} that nothing else in the container uses.`,
        cause,
      })
    : cause;
}

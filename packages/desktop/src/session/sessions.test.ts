import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, expect, it, vi } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import { SignIns } from "../http/sign-in.ts";
import { admit, type Doors } from "../sharing/admission.ts";
import { Sessions } from "./sessions.ts";

const HOUR = 3600_000;
/** Longest, in ms, between the end of a sign-in and that of its streams. */
const PROBE = 15_000;

afterEach(() => {
  vi.useRealTimers();
});

/** A page's connection, admitted by what the browser's request says, as the server does. */
async function connect(signIns: SignIns, cookie: string) {
  const doors = { signIns, links: {}, closed: false, owner: "abc", subfolder: "/" } as unknown as Doors;
  const sessions = new Sessions({ display: {}, areas: [] } as unknown as ConstructorParameters<
    typeof Sessions
  >[0]);
  const http = createServer().listen(0, "127.0.0.1");
  const sockets = new WebSocketServer({ server: http });
  sockets.on("connection", (socket, request) => {
    const admission = admit(request, { inside: "socket", link: undefined }, doors);
    if (admission.admitted) {
      sessions.add(socket, admission.visitor);
    } else {
      socket.close(4999, "refused");
    }
  });
  await once(http, "listening");
  const headers = { cookie, host: "desk.example" };
  const page = new WebSocket(`ws://127.0.0.1:${(http.address() as AddressInfo).port}/socket`, { headers });
  await once(page, "open");
  return {
    page,
    sessions,
    [Symbol.dispose]() {
      page.terminate();
      sessions[Symbol.dispose]();
      http.close();
    },
  };
}

it("an open page's stream ends with the 24 hours of the sign-in through a provider, and not before", async () => {
  vi.useFakeTimers({ toFake: ["Date", "setInterval", "clearInterval"] });
  const signIns = new SignIns(undefined);
  const request = { headers: { host: "desk.example" }, socket: {} } as unknown as IncomingMessage;
  const [cookie = ""] = signIns.welcome(request, "Jo", "/", "").split(";");
  const signedIn = Date.now();
  using line = await connect(signIns, cookie);
  const closed = once(line.page, "close");

  vi.setSystemTime(signedIn + 24 * HOUR - 2 * PROBE);
  const probed = once(line.page, "ping");
  vi.advanceTimersByTime(PROBE);
  await probed;
  expect(line.page.readyState).toBe(WebSocket.OPEN);

  vi.advanceTimersByTime(2 * PROBE);
  const [code, reason] = await closed;
  expect([code, String(reason)]).toEqual([1008, "the sign-in has ended"]);
  await vi.waitFor(() => expect(line.sessions.count).toBe(0));
});

import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Duplex } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { INPUT_MEANS, SOCKET_PATH, SUBPROTOCOL } from "@porthole/protocol";
import { WebSocketServer } from "ws";
import { Camera } from "./camera/camera.ts";
import { CameraLink } from "./camera/link.ts";
import { CaptureHost } from "./capture/host.ts";
import { CaptureThreads } from "./capture/threads.ts";
import { Clipboard } from "./clipboard/clipboard.ts";
import { ClipboardLink } from "./clipboard/link.ts";
import { DesktopDisplay } from "./display/desktop-display.ts";
import type { StreamName } from "./encode/encoder.ts";
import { tellFileRules } from "./files/link.ts";
import { TransferPace } from "./files/pace.ts";
import { FileRoutes } from "./files/routes.ts";
import { Attempts } from "./http/attempts.ts";
import { listen } from "./http/listen.ts";
import { Oidc } from "./http/oidc.ts";
import { isSameOrigin } from "./http/origin.ts";
import { isForwarded, strangeName } from "./http/own-name.ts";
import { pageListener } from "./http/page-server.ts";
import { originOf, pathOf } from "./http/request.ts";
import { SignIns } from "./http/sign-in.ts";
import { SignInDesk } from "./http/sign-in-desk.ts";
import { StaticFiles } from "./http/static-files.ts";
import { CaretLink } from "./input/caret-link.ts";
import { DirectLink } from "./input/direct-link.ts";
import { log } from "./log.ts";
import { Trimmer } from "./native/trimmer.ts";
import { PadLink } from "./pads/link.ts";
import { Gamepads } from "./pads/pads.ts";
import { titled } from "./page/manifest.ts";
import { tellParts } from "./page/parts.ts";
import { Jobs } from "./print/jobs.ts";
import { Printing } from "./print/print-link.ts";
import { PrintServer } from "./print/print-server.ts";
import { ViewerInput } from "./session/input.ts";
import { Meter } from "./session/meter.ts";
import { Monitors } from "./session/monitors.ts";
import { Relay } from "./session/relay.ts";
import { Sessions } from "./session/sessions.ts";
import type { Settings } from "./settings.ts";
import { admit, type Doors, isOpen, placeOf } from "./sharing/admission.ts";
import { ControlApi } from "./sharing/control-api.ts";
import { openControl } from "./sharing/control-server.ts";
import { Links } from "./sharing/links.ts";
import { People } from "./sharing/people.ts";
import { PeopleLink } from "./sharing/people-link.ts";
import type { Visitor } from "./sharing/person.ts";
import { SoundDoor } from "./sound/door.ts";
import { SoundLink } from "./sound/link.ts";
import { Sound } from "./sound/sound.ts";
import type { StreamBounds } from "./stream-settings.ts";
import { loadMark } from "./watermark/load.ts";

/** Named to pages; raised with the package. */
const SERVER = "porthole/0.1.0";
/** Largest message a page may send, in bytes. */
const LARGEST_MESSAGE = 64 * 1024;
/** Time, in ms, without change after which a part of the picture is sent at its best: longer than between two keystrokes, which need not wait for it. */
const SETTLE_AFTER = 500;

/** Where the server finds its parts. */
export type ServerFiles = {
  worker: URL;
  soundWorker: URL;
  cameraWorker: URL;
  viewer: string;
  native: string;
};

/** Everything that runs, until disposed. */
export type DesktopServer = AsyncDisposable & {
  /** Resolves once the server listens and the display can be captured. */
  ready: Promise<void>;
  /** Has every page load itself again from the server that comes after this one. */
  outdate(): void;
};

/** Starts the desktop server. @throws PortholeError where it cannot listen. */
export async function startServer(
  settings: Settings,
  bounds: StreamBounds,
  files: ServerFiles,
): Promise<DesktopServer> {
  const display = new DesktopDisplay(settings.display, settings);
  const meter = new Meter();
  const trimmer = new Trimmer(files.native);
  const watermark = settings.watermark && (await loadMark(settings.watermark));
  const threads = new CaptureThreads(files.worker);
  const monitors = new Monitors(display, monitor => {
    const capture = new CaptureHost(threads, {
      display: settings.display,
      monitor,
      native: files.native,
      encoders: settings.encoders,
      watermark,
      settleAfter: SETTLE_AFTER,
    });
    capture.onFailure = error => log("error", `capture worker of monitor ${monitor}: ${String(error)}`);
    if (monitor === 0) {
      capture.onEncoder = noteEncoder;
    }
    const relay = new Relay(capture, monitor);
    relay.onRelayed = (frame, bytes) => {
      meter.onRelayed(frame, bytes);
      trimmer.later();
    };
    relay.onGone = skipped => meter.onGone(skipped);
    return { number: monitor, capture, relay };
  });
  const { capture } = monitors.first;
  const clipboard = new Clipboard(settings.clipboard);
  clipboard.onFailure = error => log("debug", `clipboard: ${String(error)}`);
  const sound = new Sound(files.soundWorker, settings.sound);
  sound.onFailure = error => log("error", `sound worker: ${String(error)}`);
  sound.onDevice = (up, why) => log("info", up ? "sound: device found" : `sound: no device (${why})`);
  const camera = new Camera(files.cameraWorker, { ...settings.camera, native: files.native });
  camera.onFailure = error => log("error", `camera worker: ${String(error)}`);
  camera.onDevice = (path, why) =>
    log("info", path ? `camera: shown on ${path}` : `camera: no device (${why})`);
  display.onConnection = connection => clipboard.attach(connection);
  const links = new Links(settings.sharing);
  const { signIn, oidc, control: program } = settings;
  const people = new People(links, (signIn ?? oidc ?? program) !== undefined);
  const pads = new Gamepads(settings.gamepads);
  pads.onFailure = error => log("debug", `gamepads: ${String(error)}`);
  const means = () => display.means | (pads.available ? INPUT_MEANS.pads : 0);
  const identity = { server: SERVER, session: randomBytes(4).readUInt32LE(), title: settings.title };
  const jobs = new Jobs(join(settings.printing ?? tmpdir(), "printed"));
  const printing = new Printing(jobs);
  const printer = settings.printing === undefined ? undefined : await openPrinter(settings.printing, jobs);
  const sessions = new Sessions({
    display,
    monitors,
    // People first: they see the pointer's moves on their way to the desktop.
    areas: [
      line => new PeopleLink(people, line),
      line => new SoundLink(sound, line),
      // Before the keys go to the desktop, which answers them.
      line => new CaretLink(monitors.all.find(({ number }) => number === line.monitor)?.capture, line),
      line => new CameraLink(camera, line),
      line => new ViewerInput(display, line),
      line => new DirectLink(display, line, means),
      line => new PadLink(pads, line),
      line => new ClipboardLink(clipboard, line),
      line => tellFileRules(settings.files, line),
      line => tellParts(settings.hidden, line),
      line => printing.join(line),
    ],
    identity,
    bounds,
    unavailable: capture.unavailable,
  });
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: LARGEST_MESSAGE,
    perMessageDeflate: false,
    handleProtocols: offered => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const health = () => ({
    ready: capture.up && display.up,
    display: display.up,
    encoders: Object.fromEntries(capture.encoders),
    viewers: sessions.count,
  });
  const metrics = () =>
    meter.metrics(
      monitors.all.map(({ relay }) => relay),
      { display: capture.up, malformed: sessions.malformed, refused: sessions.refused },
    );
  const ready = follow({ capture, display, sessions, means });
  void display.run();

  const signIns =
    signIn || oidc
      ? new SignIns(signIn, settings.signedIn, new Attempts(), settings.trustedProxies)
      : undefined;
  const desk = signIns && new SignInDesk(settings, signIns, oidc && new Oidc(oidc));
  const doors: Doors = {
    signIns,
    links,
    closed: settings.control !== undefined,
    owner: settings.signIn?.user ?? "",
    subfolder: settings.subfolder,
  };
  const pace = new TransferPace({
    now: () => performance.now(),
    waiting: () => sessions.waiting,
    sleep: milliseconds => sleep(milliseconds),
  });
  const transfers = new FileRoutes(settings.files, pace, jobs);
  const statics = new StaticFiles(files.viewer, !settings.development, {
    "manifest.webmanifest": text => titled(text, settings.title),
  });
  const listener = pageListener(settings, doors, desk, statics, health, metrics, transfers);
  const web = await listen(settings, listener);
  const control = await openControl(new ControlApi(people, settings.subfolder), {
    port: settings.control,
    socket: settings.commandSocket,
    ipv4Only: settings.ipv4Only,
  });
  if (web.withoutTls !== undefined) {
    log("warning", `no https: ${web.withoutTls}`);
  }
  for (const server of web.servers) {
    server.on("upgrade", (request, socket, head) => {
      const admission = upgradeOf(request, doors, settings.allowedOrigins);
      if ("status" in admission) {
        refuse(socket, admission.status, desk?.challenge(request) ?? {});
        return;
      }
      const ticket = SoundDoor.ticketOf(request.url);
      sockets.handleUpgrade(request, socket, head, webSocket => {
        if (ticket !== undefined) {
          sound.door.open(ticket, webSocket);
          return;
        }
        sessions.add(webSocket, admission.visitor);
        trimmer.later();
        webSocket.on("close", () => trimmer.later());
      });
    });
  }
  return {
    ready,
    outdate: () => sessions.outdate(),
    async [Symbol.asyncDispose]() {
      trimmer[Symbol.dispose]();
      sessions[Symbol.dispose]();
      people[Symbol.dispose]();
      sound[Symbol.dispose]();
      camera[Symbol.dispose]();
      display[Symbol.dispose]();
      monitors[Symbol.dispose]();
      control[Symbol.dispose]();
      pads[Symbol.dispose]();
      web[Symbol.dispose]();
      printer?.[Symbol.dispose]();
      await transfers[Symbol.asyncDispose]();
    },
  };
}

/** The printer of the session's programs; without one, where its socket cannot be made, the desktop goes on. */
async function openPrinter(folder: string, jobs: Jobs): Promise<PrintServer | undefined> {
  // Letter is the paper of the United States, Canada and Mexico.
  const printer = new PrintServer(
    jobs,
    join(folder, "cups.sock"),
    /^[a-z]{2,3}_(US|CA|MX)\b/.test(process.env.LANG ?? ""),
  );
  try {
    await printer.listen();
    return printer;
  } catch (error) {
    log("warning", `no printer: ${error instanceof Error ? error.message : String(error)}`);
    return undefined;
  }
}

/** Joins what the display does with what pages are told; resolves when both connections to it stand. */
function follow({
  capture,
  display,
  sessions,
  means,
}: {
  capture: CaptureHost;
  display: DesktopDisplay;
  sessions: Sessions;
  /** Bits of `inputMeans.means`. */
  means: () => number;
}): Promise<void> {
  return new Promise(resolve => {
    const changed = () => {
      if (capture.up && display.up) {
        resolve();
      }
    };
    capture.onDisplay = (up, why) => {
      log("info", up ? "capture: display found" : `capture: display gone (${why})`);
      changed();
    };
    let seen = false;
    display.onState = up => {
      if (seen) {
        sessions.announceDisplay(up);
        sessions.broadcast({ kind: "inputMeans", means: means() });
      }
      seen ||= up;
      changed();
    };
    display.onCursor = cursor => sessions.showCursor(cursor);
    display.onFailure = error => log("debug", `display: ${String(error)}`);
  });
}

/** A person who gave the container a GPU finds in the log whether it is used. */
function noteEncoder(stream: StreamName, name: string | undefined, why: string): void {
  log("info", `encoder of ${stream}: ${name ?? "none"}${why === "" ? "" : ` (${why})`}`);
}

/** Who wants to open the socket, or the status it is refused with. */
function upgradeOf(
  request: IncomingMessage,
  doors: Doors,
  origins: readonly string[],
): { visitor: Visitor } | { status: keyof typeof REFUSALS } {
  const place = placeOf(pathOf(request), doors.subfolder);
  if (place.inside !== SOCKET_PATH) {
    return { status: 404 };
  }
  const strange = isOpen(doors) && !isForwarded(request) && strangeName(request, origins);
  if (strange || !isSameOrigin(originOf(request), origins)) {
    return { status: 403 };
  }
  const admission = admit(request, place, doors);
  return admission.admitted ? admission : { status: admission.wait > 0 ? 429 : 401 };
}

const REFUSALS = {
  401: "Unauthorized",
  403: "Forbidden",
  404: "Not Found",
  429: "Too Many Requests",
} as const;

function refuse(socket: Duplex, status: keyof typeof REFUSALS, challenge: Record<string, string>): void {
  const extra = status === 401 ? Object.entries(challenge).map(([name, value]) => `${name}: ${value}`) : [];
  socket.end(
    [
      `HTTP/1.1 ${status} ${REFUSALS[status]}`,
      ...extra,
      "Connection: close",
      "Content-Length: 0",
      "",
      "",
    ].join("\r\n"),
  );
}

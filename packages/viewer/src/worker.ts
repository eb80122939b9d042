/** The worker: socket, decoder and, where the browser can, drawing. See bridge.ts for what it says to the page. */
import {
  CODEC_BIT,
  PAGE_PARTS,
  type PageMessage,
  PROTOCOL_VERSION,
  SEVERITY,
  type ServerMessage,
} from "@porthole/protocol";
import type { SharingMessage, SoundRules, ToPage, ToWorker, Viewport } from "./bridge.ts";
import { sendView } from "./camera/send.ts";
import { openExchange } from "./clipboard/exchange.ts";
import { probeDecoders } from "./decode/table.ts";
import type { NoticeId } from "./page/notices.ts";
import { openPicture, type PicturePipeline } from "./picture.ts";
import { clockOf } from "./session/clock.ts";
import { openSession, type Session } from "./session/session.ts";
import { permissionsOf } from "./sharing/permissions.ts";
import { openVoice } from "./sound/voice.ts";

type Start = Extract<ToWorker, { kind: "start" }>;

const STATISTICS_EVERY = 500;
const clock = clockOf();

let picture: PicturePipeline | undefined;
let session: Session | undefined;
let viewport: Viewport = { width: 0, height: 0, scale: 100 };
let told: Viewport = viewport;
let visible = true;
let watching: ReturnType<typeof setInterval> | undefined;
const permitted = permissionsOf();
const line = { send, buffered: () => session?.buffered() ?? 0 };
const clipboard = openExchange({ ...line, post });

const voice = openVoice(send);

function post(message: ToPage, transfer: Transferable[] = []): void {
  self.postMessage(message, { transfer });
}

async function start({ url, features, viewport: first, visible: seen, monitor: wish }: Start): Promise<void> {
  let monitor = wish;
  viewport = first;
  visible = seen;
  const available = await probeDecoders();
  const inWorker = { workerTrackGenerator: "VideoTrackGenerator" in self };
  const pipeline = openPicture(
    available,
    { ...features, ...inWorker },
    {
      serverTime: () => performance.timeOrigin + performance.now() + clock.offset(),
      send: message => session?.send(message),
      post,
      onMonitor(number) {
        monitor = number;
        post({ kind: "monitor", number });
      },
      onGiveUp() {
        tell("decoder-gave-up", SEVERITY.warning);
        session?.restart();
      },
    },
  );
  picture = pipeline;
  session = openSession(url, visible, {
    hello() {
      told = viewport;
      return {
        kind: "hello",
        version: PROTOCOL_VERSION,
        codecs: pipeline.codecs(),
        ...viewport,
        display: monitor,
      };
    },
    onLink: link => post({ kind: "link", link }),
    onMessage(message, bytes) {
      pipeline.counters.bytes += bytes;
      onMessage(message, pipeline);
    },
    onPong(sent, received, server) {
      pipeline.counters.roundTrip = received - sent;
      clock.learn(performance.timeOrigin + sent, performance.timeOrigin + received, server);
    },
    onUnreadable() {
      pipeline.counters.unreadable += 1;
    },
  });
  if ((pipeline.codecs() & CODEC_BIT.h264) === 0) {
    tell(features.secure ? "no-h264" : "insecure-page", SEVERITY.info);
  }
}

function onMessage(message: ServerMessage, pipeline: PicturePipeline): void {
  switch (message.kind) {
    case "welcome":
      permitted.reset();
      pipeline.reset();
      clipboard.reset();
      if (told !== viewport) {
        send({ kind: "resize", ...viewport });
      }
      if (watching !== undefined) {
        session?.send({ kind: "watch", on: true });
      }
      break;
    case "you":
    case "people":
    case "pointer":
    case "links":
    case "linkMade":
    case "sharing":
      onSharing(message);
      break;
    case "setting":
      post({ kind: "setting", setting: message });
      break;
    case "parts":
      post({ kind: "parts", hidden: PAGE_PARTS.filter((_, index) => message.hidden.includes(index)) });
      break;
    case "statistics":
      pipeline.counters.server = message;
      break;
    case "notice": {
      const { severity, id, text } = message;
      post({ kind: "notice", notice: { severity, id, text } });
      break;
    }
    case "cursor": {
      const png = message.png.slice();
      post({ ...message, png }, [png.buffer]);
      break;
    }
    case "fileRules":
      post({ kind: "fileRules", rules: { up: message.up, down: message.down } });
      break;
    case "printed":
      post({
        kind: "printed",
        document: { job: message.job, bytes: message.bytes, title: message.title },
        fresh: message.fresh,
      });
      break;
    case "caret":
    case "cursorAgain":
    case "inputMeans":
    case "rumble":
      post(message);
      break;
    case "soundRules":
      post({ kind: "soundRules", rules: soundRulesOf(message) });
      break;
    case "wanted":
      post({ kind: "wanted", wanted: message });
      break;
    case "cameraRules":
      post({ kind: "cameraRules", there: message.there });
      break;
    case "cameraWanted":
      post({ kind: "cameraWanted", wanted: message });
      break;
    // Sound comes to a worker of its own: sound/listener.ts.
    case "sound":
    case "pong":
      break;
    default:
      if (!clipboard.onMessage(message) && visible) {
        pipeline.onMessage(message);
      }
  }
}

function tell(id: NoticeId, severity: number): void {
  post({ kind: "tell", id, severity });
}

function soundRulesOf({
  out,
  microphone,
  bitrate: initial,
  least,
  most,
  ticket,
}: Extract<ServerMessage, { kind: "soundRules" }>): SoundRules {
  return { out, microphone, bitrate: { initial, least, most }, ticket };
}

function setVisible(now: boolean): void {
  visible = now;
  if (!visible) {
    picture?.reset();
  }
  session?.setVisible(visible);
}

function watch(on: boolean): void {
  clearInterval(watching);
  watching = undefined;
  session?.send({ kind: "watch", on });
  if (on) {
    picture?.counters.take(performance.now());
    watching = setInterval(() => {
      if (picture) {
        post({ kind: "statistics", statistics: picture.counters.take(performance.now()) });
      }
    }, STATISTICS_EVERY);
  }
}

/** What the person may not do is not sent; who may not move the pointer shows others where it points. */
function send(message: PageMessage): void {
  const shown = permitted(message);
  if (shown) {
    session?.send(shown);
  }
}

function onSharing(message: SharingMessage): void {
  if (permitted.onMessage(message)) {
    send({ kind: "resize", ...viewport });
  }
  post({ kind: "sharing", message });
}

self.addEventListener("unhandledrejection", () => tell("page-crashed", SEVERITY.error));
self.addEventListener("message", ({ data }: MessageEvent<ToWorker>) => {
  switch (data.kind) {
    case "start":
      void start(data);
      break;
    case "send":
      send(data.message);
      break;
    case "clip":
      clipboard.bring(data.parts);
      break;
    case "speak":
      voice.speak(data.port);
      break;
    case "view":
      sendView(data.picture, line);
      break;
    case "viewport":
      viewport = data.viewport;
      send({ kind: "resize", ...viewport });
      break;
    case "visible":
      setVisible(data.visible);
      break;
    case "online":
      session?.wake();
      break;
    case "watch":
      watch(data.on);
      break;
    case "presented":
      picture?.onPresented(data.timestamp, data.at + clock.offset());
      break;
    case "surface":
      picture?.onSurface(data.mount, data.surface);
      break;
  }
});

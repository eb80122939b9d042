/** The page: screen, input, tool bar. Socket and decoder are in the worker; see bridge.ts for what they say to each other. */
import { type PageMessage, SEVERITY, SOCKET_PATH } from "@porthole/protocol";
import type { Link, Statistics, ToPage, ToWorker } from "./bridge.ts";
import { openClipboard } from "./clipboard/clipboard.ts";
import { gateOf } from "./clipboard/gate.ts";
import { openPointer } from "./input/pointer.ts";
import { openTyping } from "./input/typing.ts";
import { settleOf } from "./pace.ts";
import { openCursor } from "./page/cursor.ts";
import { element } from "./page/element.ts";
import { figuresOf, showFigures } from "./page/figures.ts";
import { hashOf, monitorOf, openMonitor, titleOf } from "./page/monitor.ts";
import { noticesOf } from "./page/notices.ts";
import { openScreen } from "./page/screen.ts";
import { statusOf } from "./page/status.ts";
import { openStreamPanel } from "./page/stream-panel.ts";
import { openTools } from "./page/tools.ts";
import { measure, observeViewport } from "./page/viewport.ts";
import { openSound } from "./sound/sound.ts";
import { WORDS } from "./words.ts";

let monitor = 0;
const stage = element("stage", HTMLElement);
const label = element("link", HTMLElement);
const figures = element("statistics", HTMLElement).querySelector("dl");
const worker = new Worker(new URL("worker.js", document.baseURI), { type: "module" });
const viewport = measure(stage);

const screen = openScreen(element("screen", HTMLElement), viewport, post);
const cursor = openCursor(stage, screen.scale);
const showStatus = statusOf(element("status", HTMLElement), label);
const notices = noticesOf(element("notices", HTMLElement));
/** All input passes here, since a pasted content has to be there before the key that pastes it. */
const gate = gateOf<PageMessage>(message => post({ kind: "send", message }));
const streamForm = element("stream", HTMLElement).querySelector("form");
const stream = streamForm
  ? openStreamPanel(streamForm, (setting, value) =>
      post({ kind: "send", message: { kind: "setting", setting, value } }),
    )
  : undefined;
const tools = openTools({
  onStatistics(on) {
    post({ kind: "watch", on });
    screen.follow();
  },
  onStream: () => stream?.focus(),
  onMonitor: openMonitor,
  onLeave: () => typing.focus(),
});
const keys = element("keys", HTMLTextAreaElement);
const clipboard = openClipboard(keys, {
  bring: parts => post({ kind: "clip", parts }),
  hold: gate.hold,
  open: gate.open,
  notice: id => notices.show({ id, severity: SEVERITY.info, text: WORDS.notices[id] }),
});
const typing = openTyping(
  keys,
  gate.send,
  { KeyM: tools.focus, KeyF: tools.toggleFullScreen },
  clipboard.beforeKey,
);

openSound(post);

function post(message: ToWorker, transfer: Transferable[] = []): void {
  worker.postMessage(message, transfer);
}

function socketUrl(): string {
  const url = new URL(SOCKET_PATH, document.baseURI);
  url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
  url.search = "";
  url.hash = "";
  return url.href;
}

function onLink(link: Link): void {
  showStatus(link);
  if (link.state === "open") {
    document.title = titleOf(link.title || "Porthole", monitor);
    notices.forgetServer();
    stream?.forget();
    typing.release();
  }
}

/** Keeps the number, so that the page shows the same monitor when it is loaded again. */
function onMonitor(number: number): void {
  monitor = number;
  if (number > 0) {
    history.replaceState(null, "", hashOf(number));
    document.title = titleOf(document.title, number);
  }
}

function onStatistics(statistics: Statistics): void {
  if (figures) {
    showFigures(figures, figuresOf(statistics, label.textContent));
  }
}

worker.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  switch (data.kind) {
    case "link":
      onLink(data.link);
      break;
    case "mount":
      screen.mount(data.mount, data.sink);
      break;
    case "sink":
      screen.receive(data.mount, data.item);
      break;
    case "display":
      screen.setPicture(data);
      cursor.rescale();
      break;
    case "monitor":
      onMonitor(data.number);
      break;
    case "cursor":
      cursor.show(data);
      break;
    case "cursorAgain":
      cursor.again(data.slot);
      break;
    case "clipRules":
      clipboard.onRules(data.rules);
      break;
    case "clip":
      clipboard.onContent(data.content);
      break;
    case "notice":
      notices.show(data.notice);
      break;
    case "setting":
      stream?.onSetting(data.setting);
      break;
    case "statistics":
      onStatistics(data.statistics);
      break;
  }
});
worker.addEventListener("error", () => {
  const id = "page-crashed";
  notices.show({ id, severity: SEVERITY.error, text: WORDS.notices[id] });
});

post({
  kind: "start",
  url: socketUrl(),
  viewport,
  visible: !document.hidden,
  monitor: monitorOf(location.hash),
  features: {
    secure: window.isSecureContext,
    trackGenerator: "MediaStreamTrackGenerator" in window,
    offscreenCanvas: "transferControlToOffscreen" in HTMLCanvasElement.prototype,
  },
});

const tellViewport = settleOf<typeof viewport>(now => post({ kind: "viewport", viewport: now }));
let told = JSON.stringify(viewport);
observeViewport(stage, now => {
  screen.setViewport(now);
  cursor.rescale();
  if (JSON.stringify(now) !== told) {
    told = JSON.stringify(now);
    tellViewport(now);
  }
});
openPointer(stage, { send: gate.send, desktopPoint: screen.desktopPoint, onPress: typing.focus });
document.addEventListener("visibilitychange", () => post({ kind: "visible", visible: !document.hidden }));
window.addEventListener("online", () => post({ kind: "online" }));
window.addEventListener("focus", typing.focus);
typing.focus();

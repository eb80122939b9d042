/** The page: screen, input, tool bar. Socket and decoder are in the worker; see bridge.ts for what they say to each other. */
import { PAGE_SECTIONS, type PageMessage, SEVERITY, SOCKET_PATH } from "@porthole/protocol";
import type { Link, Statistics, ToPage, ToWorker } from "./bridge.ts";
import { openCamera } from "./camera/camera.ts";
import { openClipboard } from "./clipboard/clipboard.ts";
import { gateOf } from "./clipboard/gate.ts";
import { openFiles } from "./files/files.ts";
import { openInput } from "./input/input.ts";
import { openPointer } from "./input/pointer.ts";
import { openTyping } from "./input/typing.ts";
import { settleOf } from "./pace.ts";
import { openAppearance } from "./page/appearance.ts";
import { hasBegun, markBegun } from "./page/begun.ts";
import { openCursor } from "./page/cursor.ts";
import { displayWishes } from "./page/display-wish.ts";
import { element } from "./page/element.ts";
import { speak } from "./page/language.ts";
import { linkManifest } from "./page/manifest.ts";
import { hashOf, monitorOf, openMonitor, titleOf } from "./page/monitor.ts";
import { noticesOf } from "./page/notices.ts";
import { openPanel } from "./page/panel.ts";
import { openScreen } from "./page/screen.ts";
import { statusOf } from "./page/status.ts";
import { streamSettingsOf } from "./page/stream-settings.ts";
import { openTools } from "./page/tools.ts";
import { measure, observeViewport } from "./page/viewport.ts";
import { openSharing } from "./sharing/sharing.ts";
import { openSound } from "./sound/sound.ts";
import { fill, WORDS } from "./words.ts";

const worker = new Worker(new URL("worker.js", document.baseURI), { type: "module" });
// Before anything is waited for: a script that does not come says so once.
worker.addEventListener("error", () => {
  if (hasBegun()) {
    notices.tell("page-crashed", SEVERITY.error);
  } else {
    window.dispatchEvent(new Event("error"));
  }
});
const appearance = openAppearance();
// Nothing below may run before the page has words.
await speak();

let monitor = 0;
const stage = element("stage", HTMLElement);
const label = element("link", HTMLElement);
let showStatistics: ((statistics: Statistics) => void) | undefined;
let viewport = measure(stage);
const display = displayWishes(() => {
  screen.setWhole(display.get().whole ?? false);
  cursor.rescale();
  askSize();
});

const screen = openScreen(element("screen", HTMLElement), viewport, post);
screen.setWhole(display.get().whole ?? false);
const cursor = openCursor(stage, screen.scale);
const showStatus = statusOf(element("status", HTMLElement), label);
const notices = noticesOf(element("notices", HTMLElement));
/** All input passes here, since a pasted content has to be there before the key that pastes it. */
const gate = gateOf<PageMessage>(message => post({ kind: "send", message }));
const stream = streamSettingsOf((setting, value) =>
  post({ kind: "send", message: { kind: "setting", setting, value } }),
);
const panel = openPanel(element("panel", HTMLElement), {
  onOpen: open => tools.setPanel(open),
  onLeave: () => typing.focus(),
  onMissing: () => notices.tell("page-part-missing", SEVERITY.error),
});
const tools = openTools({
  onPanel: panel.toggle,
  onMonitor: openMonitor,
  onKeyboard: () => typing.showKeyboard(),
  onLeave: () => typing.focus(),
});
panel.section({
  id: "stream",
  needs: ["settings"],
  build: async fields => (await import("./page/sections/stream.ts")).fillStream(fields, stream),
});
const sound = openSound({ url: socketUrl(), post, notice: notices.tell });
const camera = openCamera({ post, notice: notices.tell });
let showSound: (() => void) | undefined;
panel.section({
  id: "sound",
  async build(fields) {
    showSound = (await import("./page/sections/sound.ts")).fillSound(fields, sound, camera, sharing.may);
  },
  onShown: shown => shown && showSound?.(),
});
panel.section({
  id: "display",
  needs: ["displaySize"],
  build: async fields =>
    (await import("./page/sections/display.ts")).fillDisplay(fields, display, openMonitor),
});
panel.section({
  id: "display",
  build: async fields => (await import("./page/sections/display.ts")).fillPlacement(fields, display),
});
panel.section({
  id: "clipboard",
  needs: ["clipboardIn", "clipboardOut"],
  build: async fields => (await import("./page/sections/clipboard.ts")).fillClipboard(fields, clipboard),
});
panel.section({
  id: "statistics",
  async build(fields) {
    const { fillStatistics } = await import("./page/sections/statistics.ts");
    showStatistics = fillStatistics(fields, () => label.textContent);
  },
  onShown(on) {
    post({ kind: "watch", on });
    screen.follow(on);
  },
});
panel.section({
  id: "page",
  build: async fields => (await import("./page/sections/page.ts")).fillPage(fields, appearance),
});
const files = openFiles({
  onNews: () => panel.open("files"),
  onMissing: () => notices.tell("page-part-missing", SEVERITY.error),
});
panel.section({
  id: "files",
  needs: ["filesUp", "filesDown"],
  build: async fields => (await import("./files/section.ts")).fillFiles(fields, files, sharing.may),
});
const sharing = openSharing({
  send: message => post({ kind: "send", message }),
  stage,
  pagePoint: screen.pagePoint,
  onActions(actions) {
    panel.permit(actions);
    tools.permit(actions);
  },
  onRole(role) {
    const text = `${fill(WORDS.sharing.hereAs, { role: WORDS.sharing.roles[role] })} ${WORDS.sharing.may[role]}`;
    notices.show({ id: "role", severity: SEVERITY.info, text });
  },
});
panel.section({
  id: "sharing",
  build: async fields => (await import("./sharing/section.ts")).fillSharing(fields, sharing),
});
const keys = element("keys", HTMLTextAreaElement);
keys.setAttribute("aria-label", WORDS.bar.keys);
const clipboard = openClipboard(keys, {
  bring: parts => post({ kind: "clip", parts }),
  hold: gate.hold,
  open: gate.open,
  notice: id => notices.tell(id),
});
const typing = openTyping(
  keys,
  gate.send,
  { KeyM: tools.focus, KeyF: tools.toggleFullScreen, KeyL: () => pointer.toggleHold() },
  clipboard.beforeKey,
);

const input = openInput(gate.send, notices.tell);
const pointer = openPointer(stage, {
  send: gate.send,
  desktopPoint: screen.desktopPoint,
  onPress(x, y) {
    typing.focus();
    typing.place(x, y);
  },
  gestures: () => input.gestures(screen.desktopPoint),
  hasPen: input.hasPen,
  scale: screen.scale,
});
panel.section({
  id: "input",
  needs: ["pointer"],
  build: async fields =>
    (await import("./page/sections/input.ts")).fillInput(fields, input, () => {
      typing.focus();
      pointer.toggleHold();
    }),
});

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
  if (link.state !== "open") {
    sound.onLost();
    camera.onLost();
  }
  if (link.state === "open") {
    linkManifest();
    document.title = titleOf(link.title || "Porthole", monitor);
    notices.forgetServer();
    stream.forget();
    sharing.onOpen();
    files.onOpen();
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

worker.addEventListener("message", ({ data }: MessageEvent<ToPage>) => {
  markBegun();
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
      sharing.rescale();
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
    case "sharing":
      sharing.onMessage(data.message);
      break;
    case "caret": {
      const at = screen.pagePoint(data.x, data.y);
      if (at) {
        typing.place(at.x, at.y, data.height * screen.scale());
      }
      break;
    }
    case "inputMeans":
      input.onMeans(data.means);
      break;
    case "rumble":
      input.onRumble(data);
      break;
    case "clipRules":
      clipboard.onRules(data.rules);
      break;
    case "clip":
      clipboard.onContent(data.content);
      break;
    case "printed":
      files.onPrinted(data.document, data.fresh);
      break;
    case "fileRules":
      files.onRules(data.rules);
      break;
    case "soundRules":
      sound.onRules(data.rules);
      showSound?.();
      break;
    case "wanted":
      sound.onWanted(data.wanted);
      break;
    case "cameraRules":
      camera.onThere(data.there);
      showSound?.();
      break;
    case "cameraWanted":
      camera.onWanted(data.wanted);
      break;
    case "notice":
      notices.show(data.notice);
      break;
    case "tell":
      notices.tell(data.id, data.severity);
      break;
    case "parts":
      panel.hide(PAGE_SECTIONS.filter(section => data.hidden.includes(section)));
      tools.hide(data.hidden);
      break;
    case "setting":
      stream.onSetting(data.setting);
      break;
    case "statistics":
      showStatistics?.(data.statistics);
      break;
  }
});

post({
  kind: "start",
  url: socketUrl(),
  viewport: display.ask(viewport),
  visible: !document.hidden,
  monitor: monitorOf(location.hash),
  features: {
    secure: window.isSecureContext,
    trackGenerator: "MediaStreamTrackGenerator" in window,
    offscreenCanvas: "transferControlToOffscreen" in HTMLCanvasElement.prototype,
  },
});

const tellViewport = settleOf<typeof viewport>(now => post({ kind: "viewport", viewport: now }));
let told = JSON.stringify(display.ask(viewport));
/** Asks for a size if it is another one than before. */
function askSize(): void {
  const wanted = display.ask(viewport);
  if (JSON.stringify(wanted) !== told) {
    told = JSON.stringify(wanted);
    tellViewport(wanted);
  }
}
observeViewport(stage, now => {
  viewport = now;
  screen.setViewport(now);
  cursor.rescale();
  sharing.rescale();
  askSize();
});
document.addEventListener("visibilitychange", () => post({ kind: "visible", visible: !document.hidden }));
window.addEventListener("online", () => post({ kind: "online" }));
window.addEventListener("focus", () => {
  // Whoever was in the panel or the tool bar is still there.
  if (document.activeElement === document.body) {
    typing.focus();
  }
});
typing.focus();

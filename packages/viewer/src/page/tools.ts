import { WORDS } from "../words.ts";
import { element } from "./element.ts";

/** The tool bar. */
export type Tools = {
  /** Opens it and moves the keyboard there. */
  focus(): void;
  toggleFullScreen(): void;
};

/** What the tool bar tells. */
export type ToolsEvents = {
  /** Whether the statistics panel is open. */
  onStatistics(open: boolean): void;
  /** The section of the stream's settings is opened. */
  onStream(): void;
  /** A window with a further monitor is wanted. */
  onMonitor(): void;
  /** The keyboard belongs to the desktop again. */
  onLeave(): void;
};

/** Brings the tool bar of index.html to life. */
export function openTools({ onStatistics, onStream, onMonitor, onLeave }: ToolsEvents): Tools {
  const bar = element("bar", HTMLElement);
  const handle = element("handle", HTMLButtonElement);
  const tools = element("tools", HTMLElement);
  const fullScreen = element("full-screen", HTMLButtonElement);
  const statistics = element("show-statistics", HTMLButtonElement);
  const addMonitor = element("add-monitor", HTMLButtonElement);
  const panel = element("statistics", HTMLElement);
  const showStream = element("show-stream", HTMLButtonElement);
  const stream = element("stream", HTMLElement);

  function setOpen(open: boolean): void {
    tools.hidden = !open;
    handle.setAttribute("aria-expanded", String(open));
  }

  function toggleFullScreen(): void {
    const change = document.fullscreenElement
      ? document.exitFullscreen()
      : document.documentElement.requestFullscreen({ navigationUI: "hide" });
    // Refused where the browser or the embedding page forbids it; the button then stays as it is.
    change.catch(() => {});
  }

  function onFullScreen(): void {
    const on = document.fullscreenElement !== null;
    fullScreen.setAttribute("aria-pressed", String(on));
    fullScreen.textContent = on ? WORDS.fullScreen.leave : WORDS.fullScreen.enter;
  }

  handle.addEventListener("click", () => setOpen(tools.hidden !== false));
  fullScreen.hidden = !document.fullscreenEnabled;
  fullScreen.addEventListener("click", () => {
    toggleFullScreen();
    onLeave();
  });
  document.addEventListener("fullscreenchange", onFullScreen);
  onFullScreen();
  addMonitor.textContent = WORDS.monitor.add;
  addMonitor.addEventListener("click", onMonitor);
  statistics.textContent = WORDS.statistics;
  statistics.addEventListener("click", () => {
    const open = panel.hidden !== false;
    panel.hidden = !open;
    statistics.setAttribute("aria-pressed", String(open));
    onStatistics(open);
  });
  function setStream(open: boolean): void {
    stream.hidden = !open;
    showStream.setAttribute("aria-pressed", String(open));
  }
  showStream.textContent = WORDS.streamSettings;
  showStream.addEventListener("click", () => {
    setStream(stream.hidden !== false);
    if (!stream.hidden) {
      onStream();
    }
  });
  stream.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      setStream(false);
      showStream.focus();
    }
  });
  bar.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      setOpen(false);
      onLeave();
    }
  });
  return {
    focus() {
      setOpen(true);
      handle.focus();
    },
    toggleFullScreen,
  };
}

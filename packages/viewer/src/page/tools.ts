import type { Action, PagePart } from "@porthole/protocol";
import { WORDS } from "../words.ts";
import { element } from "./element.ts";
import { type IconName, icon } from "./icons.ts";

/** The tool bar. */
export type Tools = {
  /** Opens it and moves the keyboard there. */
  focus(): void;
  toggleFullScreen(): void;
  /** Takes parts out of sight that the server does not want to be seen. */
  hide(parts: readonly PagePart[]): void;
  /** Takes away what this page's person may not use. */
  permit(actions: ReadonlySet<Action>): void;
  /** Whether the panel is open. */
  setPanel(open: boolean): void;
};

/** What the tool bar tells. */
export type ToolsEvents = {
  /** The panel is to be opened, or closed. */
  onPanel(): void;
  /** A window with a further monitor is wanted. */
  onMonitor(): void;
  /** The keyboard on the screen is wanted; asked where there is a touch screen. */
  onKeyboard(): void;
  /** The keyboard belongs to the desktop again. */
  onLeave(): void;
};

/** Brings the tool bar of index.html to life. */
export function openTools({ onPanel, onMonitor, onKeyboard, onLeave }: ToolsEvents): Tools {
  const bar = element("bar", HTMLElement);
  const handle = element("handle", HTMLButtonElement);
  const tools = element("tools", HTMLElement);
  const fullScreen = tool("full-screen", "fullScreen", () => {
    toggleFullScreen();
    onLeave();
  });
  const keyboard = tool("show-keyboard", "keyboard", onKeyboard);
  const monitor = tool("add-monitor", "monitor", onMonitor);
  const panel = tool("show-panel", "settings", onPanel);
  const touches = matchMedia("(any-pointer: coarse)").matches;
  let mayType = true;
  let keyboardSeen = true;

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
    fullScreen.element.setAttribute("aria-pressed", String(on));
    fullScreen.say(on ? WORDS.bar.leaveFullScreen : WORDS.bar.fullScreen);
  }

  handle.setAttribute("aria-label", WORDS.bar.handle);
  tools.setAttribute("aria-label", WORDS.bar.label);
  keyboard.say(WORDS.bar.keyboard);
  monitor.say(WORDS.bar.monitor);
  panel.say(WORDS.bar.settings);
  handle.addEventListener("click", () => setOpen(tools.hidden !== false));
  fullScreen.element.hidden = !document.fullscreenEnabled;
  document.addEventListener("fullscreenchange", onFullScreen);
  onFullScreen();
  const showKeyboard = () => {
    keyboard.element.hidden = !(touches && mayType && keyboardSeen);
  };
  showKeyboard();
  bar.addEventListener("keydown", event => {
    if (event.key === "Escape") {
      setOpen(false);
      onLeave();
    } else if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      step(tools, event.key === "ArrowRight" ? 1 : -1);
    }
  });
  return {
    focus() {
      setOpen(true);
      handle.focus();
    },
    toggleFullScreen,
    hide(parts) {
      bar.hidden = parts.includes("bar");
      panel.element.hidden = parts.includes("panel");
      fullScreen.element.hidden ||= parts.includes("fullScreen");
      keyboardSeen = !parts.includes("keyboard");
      showKeyboard();
    },
    permit(actions) {
      monitor.element.hidden = !actions.has("displaySize");
      mayType = actions.has("keyboard");
      showKeyboard();
    },
    setPanel: open => panel.element.setAttribute("aria-expanded", String(open)),
  };
}

/** A button of index.html with an icon, what it does, and how its text is changed. */
function tool(
  id: string,
  name: IconName,
  onClick: () => void,
): { element: HTMLButtonElement; say(text: string): void } {
  const button = element(id, HTMLButtonElement);
  const words = document.createElement("span");
  button.replaceChildren(icon(name), words);
  button.addEventListener("click", onClick);
  return {
    element: button,
    say(text) {
      words.textContent = text;
      button.title = text;
    },
  };
}

/** Moves the keyboard to the next tool, as toolbars do (WAI-ARIA practices). */
function step(tools: HTMLElement, by: number): void {
  const buttons: Element[] = [...tools.querySelectorAll("button:not([hidden])")];
  const at = document.activeElement ? buttons.indexOf(document.activeElement) : -1;
  const next = buttons.at(at < 0 && by > 0 ? 0 : (at + by) % buttons.length);
  if (next instanceof HTMLElement) {
    next.focus();
  }
}

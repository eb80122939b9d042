import { SEVERITY } from "@porthole/protocol";
import type { Notice } from "../bridge.ts";
import { WORDS } from "../words.ts";
import { buttonOf } from "./element.ts";

/** Milliseconds before a mere information goes away by itself. */
const INFO_FOR = 12_000;

/** Shows notices, one of each id, until they are dismissed. */
export function noticesOf(list: HTMLElement): (notice: Notice) => void {
  return ({ id, severity, text }) => {
    for (const old of list.children) {
      if (old instanceof HTMLElement && old.dataset.id === id) {
        old.remove();
      }
    }
    const item = document.createElement("div");
    item.dataset.id = id;
    item.dataset.severity = String(severity);
    const words = document.createElement("span");
    words.textContent = text;
    const remove = () => item.remove();
    item.append(words, buttonOf(WORDS.dismiss, remove));
    list.append(item);
    if (severity === SEVERITY.info) {
      setTimeout(remove, INFO_FOR);
    }
  };
}

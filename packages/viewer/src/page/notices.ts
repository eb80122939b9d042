import { SEVERITY } from "@porthole/protocol";
import type { Notice } from "../bridge.ts";
import { WORDS } from "../words.ts";
import { buttonOf } from "./element.ts";

/** Milliseconds before a mere information goes away by itself. */
const INFO_FOR = 12_000;

/** The list of notices. */
export type Notices = {
  /** Shows a notice in place of the last one of its id; one without text only takes that away. */
  show(notice: Notice): void;
  /** Takes away what the server of an earlier connection said; what the page itself said stays. */
  forgetServer(): void;
};

/** Shows notices in `list` until they are dismissed. */
export function noticesOf(list: HTMLElement): Notices {
  function take(matches: (id: string) => boolean): void {
    for (const item of [...list.children]) {
      if (item instanceof HTMLElement && matches(item.dataset.id ?? "")) {
        item.remove();
      }
    }
  }

  function show({ id, severity, text }: Notice): void {
    take(other => other === id);
    if (text === "") {
      return;
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
  }

  return { show, forgetServer: () => take(id => !Object.hasOwn(WORDS.notices, id)) };
}

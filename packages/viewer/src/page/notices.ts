import { SEVERITY } from "@porthole/protocol";
import type { Notice } from "../bridge.ts";
import { WORDS, type Words } from "../words.ts";
import { buttonOf } from "./element.ts";

/** Milliseconds before a mere information goes away by itself. */
const INFO_FOR = 12_000;

/** Id of a notice that the page itself gives. */
export type NoticeId = keyof Words["notices"];

/** The list of notices. */
export type Notices = {
  /**
   * Shows a notice of the server in place of the last one of its id, in the page's language where it has words for it; one
   * without text only takes that away.
   */
  show(notice: Notice): void;
  /** Shows one of the page's own; a mere information unless `severity` is given. */
  tell(id: NoticeId, severity?: number): void;
  /** Takes away what the server of an earlier connection said; what the page itself said stays. */
  forgetServer(): void;
};

/** Shows notices in `list` until they are dismissed. */
export function noticesOf(list: HTMLElement): Notices {
  list.setAttribute("aria-label", WORDS.bar.notices);
  function take(matches: (id: string) => boolean): void {
    for (const item of [...list.children]) {
      if (item instanceof HTMLElement && matches(item.dataset.id ?? "")) {
        item.remove();
      }
    }
  }

  function put(id: string, severity: number, text: string): void {
    take(other => other === id);
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

  return {
    show({ id, severity, text }) {
      if (text === "") {
        take(other => other === id);
      } else {
        put(id, severity, wordsOf(id) ?? text);
      }
    },
    tell: (id, severity = SEVERITY.info) => put(id, severity, WORDS.notices[id]),
    forgetServer: () => take(id => !Object.hasOwn(WORDS.notices, id)),
  };
}

function wordsOf(id: string): string | undefined {
  const known = WORDS.serverNotices;
  return Object.hasOwn(known, id) ? known[id as keyof typeof known] : undefined;
}

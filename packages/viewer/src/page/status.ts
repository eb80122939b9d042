import type { Link } from "../bridge.ts";
import { WORDS } from "../words.ts";
import { buttonOf } from "./element.ts";

/** Milliseconds a trouble lasts before it is told. */
const PATIENCE = 1000;
const RESTARTED_FOR = 4000;

/** Shows where the connection stands: always in the tool bar, in words once it takes longer than a second. */
export function statusOf(status: HTMLElement, label: HTMLElement): (link: Link) => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let wasOpen = false;
  /** Set from the first news of a trouble until it is over, so that further attempts do not start the wait again. */
  let troubled = false;

  function tell(text: string, ...buttons: HTMLElement[]): void {
    const words = document.createElement("span");
    words.textContent = text;
    status.replaceChildren(words, ...buttons);
    status.hidden = false;
  }

  function hide(): void {
    clearTimeout(timer);
    timer = undefined;
    status.hidden = true;
  }

  function onSlow(): void {
    tell(wasOpen ? WORDS.slow.lost : WORDS.slow.connecting);
  }

  return link => {
    if (link.state === "outdated") {
      location.reload();
      return;
    }
    label.dataset.state = link.state;
    label.textContent = WORDS.link[link.state];
    status.dataset.state = link.state;
    if (link.state === "open") {
      wasOpen = true;
      troubled = false;
      hide();
      if (link.restarted) {
        tell(WORDS.restarted);
        timer = setTimeout(hide, RESTARTED_FOR);
      }
    } else if (link.state === "mismatch") {
      hide();
      // Only a person reloads: a page that did so by itself could do it without end.
      tell(
        WORDS.mismatch[link.newer],
        buttonOf(WORDS.reload, () => location.reload()),
      );
    } else if (link.state === "revoked") {
      hide();
      tell(WORDS.revoked);
    } else if (link.state === "signedOut") {
      hide();
      troubled = true;
      tell(
        WORDS.signedOut,
        buttonOf(WORDS.signIn, () => location.reload()),
      );
    } else if (!troubled) {
      hide();
      troubled = true;
      timer = setTimeout(onSlow, PATIENCE);
    }
  };
}

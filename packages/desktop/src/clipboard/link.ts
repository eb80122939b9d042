import {
  type PageMessage,
  SEVERITY,
  type TransferMessage,
  TransferReceiver,
  TransferSender,
} from "@porthole/protocol";
import type { PageLine, PageLink } from "../session/page-line.ts";
import { may } from "../sharing/grant.ts";
import type { Clipboard, ClipboardPage } from "./clipboard.ts";
import { type ClipFormat, type Content, formatOf, type Held, LARGEST_FORMAT, partsOf } from "./content.ts";
import { type ClipboardRules, refusalOf, tooLarge } from "./rules.ts";

/** Bytes in the socket from which on a piece waits: pictures go first. */
const FULL = 96 * 1024;

/** One page's part in the clipboard. */
export class ClipboardLink implements ClipboardPage, PageLink {
  readonly #clipboard: Clipboard;
  readonly #line: PageLine;
  readonly #sender: TransferSender;
  readonly #receiver: TransferReceiver;
  readonly #membership: Disposable;
  /** The page shows that something was too large. */
  #warned: boolean = false;

  /** Tells the page the rules, and joins. */
  constructor(clipboard: Clipboard, line: PageLine) {
    this.#clipboard = clipboard;
    this.#line = line;
    const post = (message: TransferMessage) => line.send(message);
    this.#receiver = new TransferReceiver(post);
    this.#sender = new TransferSender({
      post,
      full: () => line.buffered() > FULL,
      now: () => performance.now(),
      later: (run, milliseconds) => void setTimeout(run, milliseconds).unref(),
    });
    this.#tellRules();
    this.#membership = clipboard.join(this);
  }

  /** The server's rules, as far as this page's person may. */
  get #rules(): ClipboardRules {
    const { rules } = this.#clipboard;
    const { grant } = this.#line.person;
    return {
      ...rules,
      in: rules.in && may(grant, "clipboardIn"),
      out: rules.out && may(grant, "clipboardOut"),
    };
  }

  #tellRules(): void {
    const { in: inward, out, images } = this.#rules;
    this.#line.send({ kind: "clipRules", in: inward, out, images, most: LARGEST_FORMAT });
  }

  onGrant(): void {
    const { in: inward, out } = this.#rules;
    if (!out) {
      this.#sender.reset();
    }
    if (!inward) {
      this.#receiver.abandon("it may not");
    }
    this.#tellRules();
  }

  /** Does what a message says; gives `false` where it is none about the clipboard. */
  handle(message: PageMessage): boolean {
    switch (message.kind) {
      case "clip":
        this.#begin(message);
        return true;
      case "clipPiece":
        this.#receiver.onPiece(message.transfer, message.data);
        return true;
      case "clipTaken":
        this.#sender.onTaken(message.transfer, message.bytes);
        return true;
      case "clipStop":
        this.#receiver.onStop(message.transfer);
        return true;
      default:
        return false;
    }
  }

  onContent(content: Content): void {
    if (!this.#rules.out) {
      return;
    }
    this.#sender.send(partsOf(content));
    if (this.#warned) {
      this.#warned = false;
      this.#notice("clipboard-too-large", "");
    }
  }

  onTooLarge(): void {
    if (!this.#rules.out) {
      return;
    }
    this.#warned = true;
    this.#notice("clipboard-too-large", tooLarge("out of"));
  }

  [Symbol.dispose](): void {
    this.#membership[Symbol.dispose]();
    this.#sender.reset();
    this.#receiver.abandon("the page has gone");
  }

  #begin({ transfer, formats, sizes }: Extract<PageMessage, { kind: "clip" }>): void {
    const refusal = refusalOf(this.#rules, { formats, sizes });
    if (refusal !== undefined) {
      this.#receiver.abandon("refused");
      this.#notice(refusal.id, refusal.text);
      return;
    }
    const coming = this.#receiver.begin(transfer, formats, sizes);
    const content = new Map<ClipFormat, Held>();
    for (const { format, size, data } of coming) {
      const name = formatOf(format);
      if (name) {
        content.set(name, { size, data });
      }
    }
    this.#clipboard.bring(content, this);
  }

  #notice(id: string, text: string): void {
    this.#line.send({ kind: "notice", severity: SEVERITY.warning, id, text });
  }
}

import x11, { type XEvent } from "x11";
import type { XConnection } from "../display/connection.ts";
import { Atoms } from "./atoms.ts";
import { type ClipFormat, type Content, contentOf, LARGEST_FORMAT } from "./content.ts";
import { SelectionOwner } from "./owner.ts";
import { SelectionReader, TooLargeError } from "./reader.ts";
import type { ClipboardRules } from "./rules.ts";
import { ATOM_NAMES, toUtf8, wanted } from "./targets.ts";

/** All three of XFixes' selection events: a new owner, its window gone, its client gone. */
const EVERY_CHANGE = 7;
const INPUT_ONLY = 2;
/** While text is being selected the owner changes at every move of the pointer; so many ms without one end it. */
const SELECTED = 150;

/** Who wants to hear of contents, and may bring some. */
export type ClipboardPage = { onContent(content: Content): void; onTooLarge(): void };

type Name = "CLIPBOARD" | "PRIMARY";
/** What is there while the X server is. */
type Session = {
  connection: XConnection;
  window: number;
  atoms: Atoms;
  reader: SelectionReader;
  owner: SelectionOwner;
};

/** The desktop's clipboard, as pages share it: told of each change, and its owner for what a page brings. */
export class Clipboard {
  readonly rules: ClipboardRules;
  readonly #pages = new Set<ClipboardPage>();
  #session: Session | undefined;
  /** What the clipboard holds; kept when its owner goes, so that what was copied in a program outlives it. */
  #content: Content = new Map();
  /** Counts changes of each selection, so that an answer that comes late is known as such. */
  readonly #changes = { CLIPBOARD: 0, PRIMARY: 0 };
  #timer: NodeJS.Timeout | undefined;
  onFailure: (error: unknown) => void = () => undefined;

  constructor(rules: ClipboardRules) {
    this.rules = rules;
  }

  /** Follows the selections of an X server until its connection ends. What was held before is offered on it. */
  async attach(connection: XConnection): Promise<void> {
    if (!this.rules.in && !this.rules.out) {
      return;
    }
    const { client, root } = connection;
    const [atoms, fixes] = await Promise.all([
      Atoms.intern(connection, ATOM_NAMES),
      connection.extension("fixes"),
    ]);
    const window = client.AllocID();
    const values = { eventMask: x11.eventMask.PropertyChange };
    client.CreateWindow(window, root, -1, -1, 1, 1, 0, 0, INPUT_ONLY, 0, values);
    const session: Session = {
      connection,
      window,
      atoms,
      reader: new SelectionReader(connection, window, atoms),
      owner: new SelectionOwner(connection, atoms),
    };
    this.#session = session;
    connection.onEvent(event => this.#onEvent(session, event));
    for (const name of this.#followed()) {
      fixes.SelectSelectionInput(window, atoms.of(name), EVERY_CHANGE);
    }
    if (this.#content.size > 0) {
      this.#claim(session, this.#content);
    }
    void connection.closed.then(() => {
      if (this.#session === session) {
        this.#session = undefined;
      }
    });
  }

  /** Adds a page; gives what takes it away again. */
  join(page: ClipboardPage): Disposable {
    this.#pages.add(page);
    return { [Symbol.dispose]: () => void this.#pages.delete(page) };
  }

  /** A page brings a content: applications are offered it from now on, also before all of it is here. */
  bring(content: Content, from: ClipboardPage): void {
    const allowed = this.#allowed(content);
    if (!this.rules.in || allowed.size === 0) {
      return;
    }
    this.#content = allowed;
    if (this.#session) {
      this.#claim(this.#session, allowed);
    }
    this.#tell(allowed, from);
  }

  #followed(): Name[] {
    return this.rules.primary ? ["CLIPBOARD", "PRIMARY"] : ["CLIPBOARD"];
  }

  #allowed(content: Content): Content {
    return new Map([...content].filter(([format]) => format !== "png" || this.rules.images));
  }

  #claim({ connection, window, atoms, owner }: Session, content: Content): void {
    owner.content = content;
    for (const name of this.#followed()) {
      this.#changes[name]++;
      // Time 0 is the X server's own: waiting for a real one would let a key press overtake this.
      connection.client.SetSelectionOwner(window, atoms.of(name), 0);
    }
  }

  #tell(content: Content, except?: ClipboardPage): void {
    for (const page of this.rules.out ? this.#pages : []) {
      if (page !== except) {
        page.onContent(content);
      }
    }
  }

  #onEvent(session: Session, event: XEvent): void {
    session.reader.onEvent(event);
    session.owner.onEvent(event);
    const name = this.#followed().find(one => session.atoms.of(one) === event.selection);
    if (event.name !== "SelectionNotify" || event.subtype === undefined || !name) {
      return;
    }
    if (event.owner === session.window) {
      session.owner.since = event.selectionTimestamp ?? 0;
      return;
    }
    const change = ++this.#changes[name];
    if (event.owner !== 0) {
      this.#follow(session, name, change);
    } else if (name === "CLIPBOARD" && this.#content.size > 0) {
      this.#claim(session, this.#content);
    }
  }

  /** An application owns a selection now. */
  #follow(session: Session, name: Name, change: number): void {
    if (name === "CLIPBOARD") {
      this.#content = new Map();
    }
    if (!this.rules.out) {
      return;
    }
    clearTimeout(name === "PRIMARY" ? this.#timer : undefined);
    const fetch = () => {
      this.#fetch(session, name, change).catch(error => this.onFailure(error));
    };
    if (name === "PRIMARY") {
      this.#timer = setTimeout(fetch, SELECTED);
      this.#timer.unref();
    } else {
      fetch();
    }
  }

  async #fetch(session: Session, name: Name, change: number): Promise<void> {
    const isOld = () => this.#changes[name] !== change;
    const read: [ClipFormat, Uint8Array][] = [];
    try {
      for (const [format, target] of await this.#targets(session, name)) {
        const converted = isOld() ? undefined : await session.reader.convert(name, target, LARGEST_FORMAT);
        const bytes =
          converted && (format === "png" ? converted.bytes : toUtf8(converted.bytes, converted.type));
        if (bytes && bytes.length > 0) {
          read.push([format, bytes]);
        }
      }
    } catch (error) {
      if (!(error instanceof TooLargeError)) {
        throw error;
      }
      for (const page of isOld() ? [] : this.#pages) {
        page.onTooLarge();
      }
    }
    if (isOld() || read.length === 0) {
      return;
    }
    const content = contentOf(read);
    if (name === "CLIPBOARD") {
      this.#content = content;
    }
    this.#tell(content);
  }

  /** What to ask an owner for. A picture of text, which spreadsheets offer, is not. */
  async #targets({ reader, atoms }: Session, name: Name): Promise<[ClipFormat, string][]> {
    const answer = await reader.convert(name, "TARGETS", LARGEST_FORMAT);
    const formats = wanted(answer ? atoms.names(answer.bytes) : new Set(["UTF8_STRING"]));
    const hasText = formats.some(([format]) => format === "text");
    return formats.filter(
      ([format]) => format !== "png" || (this.rules.images && !hasText && name === "CLIPBOARD"),
    );
  }
}

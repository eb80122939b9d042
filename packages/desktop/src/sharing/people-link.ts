import { type PageMessage, ROLE_OF_LINK, SEVERITY } from "@porthole/protocol";
import type { PageLine, PageLink } from "../session/page-line.ts";
import { type People, type Presence, type Refusal, roleOf } from "./people.ts";
import { PointerTold } from "./pointers.ts";

const NO_ROLE: Refusal = { id: "sharing-role", text: "There is no such role." };

/** One page's part in sharing. It sees the pointer's moves before the desktop does, and leaves them to it. */
export class PeopleLink implements PageLink, Presence {
  readonly line: PageLine;
  readonly #people: People;
  readonly #pointer: PointerTold;
  readonly #membership: Disposable;
  silent: boolean = false;

  /** Tells the page who it is, and joins. */
  constructor(people: People, line: PageLine) {
    this.line = line;
    this.#people = people;
    this.#pointer = new PointerTold((x, y) => people.point(this, x, y));
    this.#membership = people.join(this);
  }

  handle(message: PageMessage): boolean {
    this.#setSilent(false);
    switch (message.kind) {
      case "move":
        this.#point(message.x, message.y);
        return false;
      case "point":
        this.#point(message.x, message.y);
        return true;
      case "name":
        this.#people.rename(this, message.name);
        return true;
      case "linkMake":
        this.#makeLink(message);
        return true;
      case "linkEnd":
        this.#people.links.end(message.link);
        return true;
      case "personRole": {
        const role = message.role === ROLE_OF_LINK ? "link" : roleOf(message.role);
        this.#refuse(role ? this.#people.setRole(message.person, role) : NO_ROLE);
        return true;
      }
      case "personEnd":
        this.#refuse(this.#people.putOut(message.person));
        return true;
      default:
        return false;
    }
  }

  onSilence(): void {
    this.#setSilent(true);
  }

  regrant(): void {
    this.line.regranted();
  }

  [Symbol.dispose](): void {
    this.#pointer[Symbol.dispose]();
    this.#membership[Symbol.dispose]();
  }

  #setSilent(silent: boolean): void {
    if (silent !== this.silent) {
      this.silent = silent;
      this.#people.heard();
    }
  }

  #point(x: number, y: number): void {
    if (this.#people.several) {
      this.#pointer.onMove(x, y);
    }
  }

  #makeLink({ role: number, name, ends }: Extract<PageMessage, { kind: "linkMake" }>): void {
    const role = roleOf(number);
    if (!role || role === "owner") {
      this.#refuse(NO_ROLE);
      return;
    }
    const made = this.#people.makeLink({ role, name, ends: ends === 0 ? undefined : ends });
    if ("text" in made) {
      this.#refuse(made);
    } else {
      this.line.send({ kind: "linkMade", ...made });
    }
  }

  #refuse(refusal: Refusal | undefined): void {
    if (refusal) {
      this.line.send({ kind: "notice", severity: SEVERITY.warning, ...refusal });
    }
  }
}

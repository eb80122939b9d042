import { type Action, PAGE_SECTIONS, type PageSection } from "@porthole/protocol";
import { WORDS } from "../../words.ts";
import { buttonOf } from "../element.ts";
import { icon } from "../icons.ts";
import type { Remembered } from "../remember.ts";
import { Fields } from "./fields.ts";
import type { Section } from "./section.ts";

/** The panel as it is seen. */
export type PanelView = {
  /**
   * Brings sections into being, or takes them away. What a person may not do, of whom `allowed` tells it, is there to be seen
   * alone.
   */
  update(
    sections: readonly Section[],
    hidden: readonly PageSection[],
    allowed: ReadonlySet<Action> | undefined,
  ): void;
  /** The panel is in view now; the keyboard goes to `section`, or to the first. */
  show(section: PageSection | undefined): void;
  /** The panel is out of view now. */
  onHidden(): void;
};

type ViewOptions = {
  /** Which sections are unfolded. */
  opened: Remembered<PageSection[]>;
  onClose(): void;
  /** A part of a section could not be loaded. */
  onMissing(): void;
};

type Fold = {
  details: HTMLDetailsElement;
  summary: HTMLElement;
  body: HTMLElement;
  parts: Part[];
};
type Part = {
  section: Section;
  /** Says why its fields cannot be used; hidden while they can. */
  why: HTMLElement;
  root: HTMLFieldSetElement;
  built: "no" | "begun" | "yes";
  shown: boolean;
};

/** Fills `host` with a heading and a fold for each section. */
export function openView(host: HTMLElement, { opened, onClose, onMissing }: ViewOptions): PanelView {
  const folds = new Map<PageSection, Fold>();
  let reasons = 0;
  const heading = document.createElement("h2");
  heading.id = "panel-title";
  heading.textContent = WORDS.bar.settings;
  const close = buttonOf("", onClose);
  close.id = "close-panel";
  close.className = "icon";
  close.setAttribute("aria-label", WORDS.panel.close);
  close.append(icon("close"));
  const header = document.createElement("div");
  header.className = "head";
  header.append(heading, close);
  const list = document.createElement("div");
  list.id = "sections";
  host.setAttribute("aria-labelledby", heading.id);
  host.replaceChildren(header, list);
  host.addEventListener("keydown", event => {
    if (event.key === "Escape" && !event.defaultPrevented) {
      event.stopPropagation();
      onClose();
    }
  });

  function foldOf(id: PageSection): Fold {
    const details = document.createElement("details");
    details.id = `section-${id}`;
    details.open = opened.get()?.includes(id) ?? false;
    const summary = document.createElement("summary");
    const title = document.createElement("h3");
    title.textContent = WORDS.sections[id];
    summary.append(title);
    const body = document.createElement("div");
    body.className = "section";
    details.append(summary, body);
    const fold: Fold = { details, summary, body, parts: [] };
    details.addEventListener("toggle", () => {
      opened.set(PAGE_SECTIONS.filter(name => folds.get(name)?.details.open));
      tell(fold);
    });
    return fold;
  }

  function partOf(section: Section): Part {
    const why = document.createElement("p");
    why.className = "note";
    why.id = `why-${++reasons}`;
    why.textContent = WORDS.serverNotices["not-allowed"];
    const root = document.createElement("fieldset");
    root.setAttribute("aria-describedby", why.id);
    return { section, why, root, built: "no", shown: false };
  }

  function permit({ section: { needs }, why, root }: Part, allowed: ReadonlySet<Action> | undefined): void {
    const may = !needs || !allowed || needs.some(action => allowed.has(action));
    root.disabled = !may;
    why.hidden = may;
  }

  async function build(fold: Fold, part: Part): Promise<void> {
    const { root, why } = part;
    part.built = "begun";
    root.setAttribute("aria-busy", "true");
    fold.body.append(why, root);
    try {
      await part.section.build(new Fields(root));
      root.removeAttribute("aria-busy");
      part.built = "yes";
      tell(fold);
    } catch {
      root.replaceChildren();
      root.remove();
      part.built = "no";
      onMissing();
    }
  }

  /** Builds what is seen for the first time, and tells each part whether it is in view. */
  function tell(fold: Fold): void {
    const shown = fold.details.open && !host.hidden && fold.details.isConnected;
    for (const part of fold.parts) {
      if (shown && part.built === "no") {
        void build(fold, part);
      } else if (part.built === "yes" && part.shown !== shown) {
        part.shown = shown;
        part.section.onShown?.(shown);
      }
    }
  }

  function tellAll(): void {
    for (const fold of folds.values()) {
      tell(fold);
    }
  }

  return {
    update(sections, hidden, allowed) {
      for (const section of sections) {
        const fold = folds.get(section.id) ?? foldOf(section.id);
        folds.set(section.id, fold);
        if (!fold.parts.some(part => part.section === section)) {
          fold.parts.push(partOf(section));
        }
        for (const part of fold.parts) {
          permit(part, allowed);
        }
      }
      for (const [index, id] of PAGE_SECTIONS.entries()) {
        const fold = folds.get(id);
        if (fold && hidden.includes(id)) {
          fold.details.remove();
        } else if (fold && !fold.details.isConnected) {
          const next = PAGE_SECTIONS.slice(index + 1).find(other => folds.get(other)?.details.isConnected);
          list.insertBefore(fold.details, (next && folds.get(next)?.details) ?? null);
        }
      }
      tellAll();
    },
    show(section) {
      tellAll();
      const fold = section && folds.get(section);
      if (fold) {
        fold.details.open = true;
        fold.details.scrollIntoView({ block: "nearest" });
      }
      const first = list.querySelector("summary");
      (fold?.summary ?? first ?? close).focus();
    },
    onHidden: tellAll,
  };
}

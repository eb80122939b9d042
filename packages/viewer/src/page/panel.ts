/**
 * The panel of everything that can be set: one section an area, opened from the tool bar.
 *
 * An area gives it a section in one line of main.ts and fills that in a file of its own, which is loaded when the section
 * is first opened:
 *
 * ```ts
 * panel.section({ id: "sound", build: async fields => (await import("./sound/section.ts")).fill(fields, sound) });
 *
 * // sound/section.ts
 * export function fill(fields: Fields, sound: Sound): void {
 *   const volume = fields.range({
 *     name: "volume", label: WORDS.sound.volume, description: WORDS.sound.volumeHint,
 *     least: 0, most: 100, value: sound.volume(), onChange: value => sound.setVolume(value),
 *   });
 *   sound.onVolume(value => volume.set(value));   // what changes elsewhere is shown
 *   volume.lock(sound.isLocked());                // set by the server: shown, not to be changed
 * }
 * ```
 *
 * `Fields` (panel/fields.ts) has what most settings need, with label, description, state and keyboard already right; anything else
 * goes into `fields.root`. `needs` is what a guest must be allowed to use it. Titles are `WORDS.sections`; an id of a section that is there already appends to it. What a
 * person chooses is kept with `remembered()` of remember.ts. Nothing of all this is loaded before the panel is first opened.
 */
import { type Action, PAGE_SECTIONS, type PageSection } from "@porthole/protocol";
import type { Section } from "./panel/section.ts";
import type { PanelView } from "./panel/view.ts";
import { remembered } from "./remember.ts";

/** The panel. */
export type Panel = {
  section(section: Section): void;
  /** Takes sections away that the server does not want to be seen; all others are there. */
  hide(sections: readonly PageSection[]): void;
  /** Learns what this page's person may do. */
  permit(actions: ReadonlySet<Action>): void;
  /** Opens it, and this section in it; the keyboard goes there. */
  open(section?: PageSection): void;
  /** Closes it; the keyboard, where it was in it, goes back to where it was opened. */
  close(): void;
  toggle(): void;
};

/** What the panel tells. */
export type PanelEvents = {
  onOpen(open: boolean): void;
  /** It was closed, and what had the keyboard before is no longer there. */
  onLeave(): void;
  /** It could not be loaded. */
  onMissing(): void;
};

/** Makes the panel in `host`, an empty element that is hidden. */
export function openPanel(host: HTMLElement, { onOpen, onLeave, onMissing }: PanelEvents): Panel {
  const sections: Section[] = [];
  const opened = remembered("panel", isSectionIds);
  let hidden: readonly PageSection[] = [];
  let allowed: ReadonlySet<Action> | undefined;
  let view: Promise<PanelView> | undefined;
  let wanted = false;
  let from: Element | null = null;

  async function load(): Promise<PanelView> {
    const { openView } = await import("./panel/view.ts");
    const made = openView(host, { opened, onClose: close, onMissing });
    made.update(sections, hidden, allowed);
    return made;
  }

  async function show(section: PageSection | undefined): Promise<void> {
    try {
      view ??= load();
      const made = await view;
      if (wanted) {
        made.show(section);
      }
    } catch {
      view = undefined;
      close();
      onMissing();
    }
  }

  function update(): void {
    void view?.then(
      made => made.update(sections, hidden, allowed),
      () => {},
    );
  }

  function open(section?: PageSection): void {
    if (!wanted) {
      from = document.activeElement;
    }
    wanted = true;
    host.hidden = false;
    onOpen(true);
    void show(section);
  }

  function close(): void {
    if (wanted) {
      wanted = false;
      const inside = host.contains(document.activeElement);
      host.hidden = true;
      onOpen(false);
      if (inside && from instanceof HTMLElement && from.offsetParent !== null) {
        from.focus();
      } else if (inside) {
        onLeave();
      }
      void view?.then(
        made => made.onHidden(),
        () => {},
      );
    }
  }

  return {
    section(section) {
      sections.push(section);
      update();
    },
    hide(ids) {
      hidden = ids;
      update();
    },
    permit(actions) {
      allowed = actions;
      update();
    },
    open,
    close,
    toggle: () => (wanted ? close() : open()),
  };
}

function isSectionIds(value: unknown): value is PageSection[] {
  return Array.isArray(value) && value.every(id => PAGE_SECTIONS.includes(id));
}

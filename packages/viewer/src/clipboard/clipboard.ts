import { CLIP_FORMAT } from "@porthole/protocol";
import type { ClipContent, ClipPart, ClipRules } from "../bridge.ts";
import { remembered } from "../page/remember.ts";
import { contentOfPaste, readClipboard } from "./read.ts";
import { isPaste, type ShortcutKey } from "./shortcut.ts";
import { canWritePictures, writeClipboard } from "./write.ts";

/** Milliseconds that a paste key waits for the browser's paste event, and for a picture that has to be converted. */
const WAIT = { event: 250, picture: 3000 } as const;

type NoticeId =
  | "clipboard-no-read"
  | "clipboard-no-write"
  | "clipboard-no-image"
  | "clipboard-page-too-large";

/** What the clipboard needs of the page. */
export type ClipboardEvents = {
  /** Brings a content to the desktop. */
  bring(parts: readonly ClipPart[]): void;
  /** Keeps back what is typed until `open`; it must reach the desktop after the content. */
  hold(most: number): void;
  open(): void;
  notice(id: NoticeId): void;
};

/** What a person lets pass, of what the server allows. */
export type ClipboardChoice = Readonly<Pick<ClipRules, "in" | "out" | "images">>;

/** The page's part of the clipboard. */
export type PageClipboard = {
  choice(): ClipboardChoice;
  /** Acts at once, and at the next visit. */
  choose(choice: ClipboardChoice): void;
  /** Calls back with what the server allows and what is chosen, and whenever one of them changes. */
  follow(onChange: (allowed: ClipRules, choice: ClipboardChoice) => void): void;
  onRules(rules: ClipRules): void;
  /** The desktop's clipboard has a new content. */
  onContent(content: ClipContent): void;
  /** To be asked before a key is sent. Where it gives `true`, the browser must be left to act on the key. */
  beforeKey(event: ShortcutKey): boolean;
};

/** Joins the browser's clipboard with the desktop's. `target` is the text area that has the focus while the desktop is used. */
export function openClipboard(target: HTMLElement, events: ClipboardEvents): PageClipboard {
  const own = Math.random().toString(36).slice(2);
  /** What the server allows, and of that what passes. */
  let allowed: ClipRules = { in: false, out: false, images: false, most: 0 };
  let rules = allowed;
  const kept = remembered("clipboard", isChoice);
  const choice = () => kept.get() ?? ALL;
  let follower: ((allowed: ClipRules, choice: ClipboardChoice) => void) | undefined;
  /** What both clipboards hold, and where it came from. */
  let shared: { content: ClipContent; from: "desktop" | "page" } | undefined;
  /** What the browser has not taken yet; it does so at a gesture. */
  let pending: ClipContent | undefined;
  let asked = false;
  const told = new Set<NoticeId>();

  /** A browser that refuses is asked again at the next occasion. */
  const never = () => undefined;

  function tellOnce(id: NoticeId): void {
    if (!told.has(id)) {
      told.add(id);
      events.notice(id);
    }
  }

  function isShared(content: ClipContent): boolean {
    if (!shared || shared.content.text !== content.text) {
      return false;
    }
    // Browsers write pictures anew, so bytes tell nothing; that the page was never left does.
    return content.text !== undefined || (shared.content.png !== undefined && content.png !== undefined);
  }

  function bring(found: ClipContent): void {
    const { png, ...texts } = found;
    const content = png && rules.images ? found : texts;
    const parts = partsOf(content);
    if (!rules.in || parts.length === 0 || isShared(content)) {
      return;
    }
    if (parts.some(({ size }) => size > rules.most)) {
      events.notice("clipboard-page-too-large");
      return;
    }
    shared = { content, from: "page" };
    pending = undefined;
    events.bring(parts);
  }

  function onPaste(event: ClipboardEvent): void {
    if (!event.clipboardData || !rules.in) {
      return;
    }
    event.preventDefault();
    const { content, picture } = contentOfPaste(event.clipboardData);
    if (!picture || !rules.images) {
      bring(content);
      events.open();
      return;
    }
    events.hold(WAIT.picture);
    picture
      .then(
        png => bring({ ...content, png }),
        () => bring(content),
      )
      .finally(events.open);
  }

  /** Takes over what was copied elsewhere, so that a menu's Paste finds it too. Only where the browser does not ask each time. */
  async function look(): Promise<void> {
    if (rules.in && document.hasFocus() && (await readPermission()) === "granted") {
      const content = await readClipboard(own);
      if (content) {
        bring(content);
      }
    }
  }

  /** Asks for the permission to look, once, at a click: then a person knows what it is for. */
  async function ask(): Promise<void> {
    if (asked || !rules.in) {
      return;
    }
    asked = true;
    if ((await readPermission()) === "prompt") {
      await readClipboard(own).catch(never);
      await look();
      if ((await readPermission()) === "denied") {
        tellOnce("clipboard-no-read");
      }
    }
  }

  async function write(isGesture: boolean): Promise<void> {
    const content = pending;
    if (!content || !document.hasFocus()) {
      return;
    }
    try {
      const readable = (await readPermission()) === "granted";
      await writeClipboard(content, readable ? own : undefined);
      if (pending === content) {
        pending = undefined;
      }
    } catch (error) {
      // Without a gesture the browser may refuse what it allows with one.
      if (isGesture && pending === content && (await isWriteDenied())) {
        pending = undefined;
        tellOnce("clipboard-no-write");
      } else if (!(error instanceof DOMException && error.name === "NotAllowedError")) {
        pending = undefined;
      }
    }
  }

  function apply(): void {
    const { in: into, out, images } = choice();
    rules = {
      in: allowed.in && into,
      out: allowed.out && out,
      images: allowed.images && images,
      most: allowed.most,
    };
    follower?.(allowed, choice());
  }

  target.addEventListener("paste", onPaste);
  for (const gesture of ["pointerup", "keyup"]) {
    document.addEventListener(gesture, () => void write(true), { capture: true });
  }
  document.addEventListener("pointerup", () => void ask().catch(never));
  window.addEventListener("focus", () => {
    void write(false);
    void look().catch(never);
  });
  window.addEventListener("blur", () => {
    // What is copied elsewhere from now on may be the same again, and is meant anew.
    if (shared?.from === "page" || shared?.content.png) {
      shared = undefined;
    }
  });

  return {
    choice,
    choose(now) {
      kept.set(now.in && now.out && now.images ? undefined : now);
      apply();
    },
    follow(onChange) {
      follower = onChange;
      apply();
    },
    onRules(now) {
      allowed = now;
      apply();
      shared = undefined;
    },
    onContent(content) {
      if (!rules.out) {
        return;
      }
      shared = { content, from: "desktop" };
      const { png, ...texts } = content;
      if (png && !rules.images) {
        content = texts;
      }
      const writable = content.png && !canWritePictures() ? texts : content;
      if (writable !== content) {
        tellOnce("clipboard-no-image");
      }
      pending = Object.keys(writable).length > 0 ? writable : undefined;
      void write(false);
    },
    beforeKey(event) {
      if (!rules.in || !isPaste(event)) {
        return false;
      }
      events.hold(WAIT.event);
      return true;
    },
  };
}

const ALL: ClipboardChoice = { in: true, out: true, images: true };

function isChoice(value: unknown): value is ClipboardChoice {
  const found = (value ?? {}) as Record<string, unknown>;
  return Object.keys(ALL).every(name => typeof found[name] === "boolean");
}

function partsOf({ text, html, png }: ClipContent): ClipPart[] {
  const parts: ClipPart[] = [];
  const add = (format: number, value: string | undefined) => {
    if (value !== undefined) {
      const data = new TextEncoder().encode(value);
      parts.push({ format, size: data.length, data });
    }
  };
  add(CLIP_FORMAT.text, text);
  add(CLIP_FORMAT.html, html);
  if (png) {
    parts.push({ format: CLIP_FORMAT.png, size: png.size, data: png });
  }
  return parts;
}

/** `undefined` in browsers that ask at each reading. */
async function readPermission(): Promise<PermissionState | undefined> {
  try {
    return (await navigator.permissions.query({ name: "clipboard-read" as PermissionName })).state;
  } catch {
    return undefined;
  }
}

async function isWriteDenied(): Promise<boolean> {
  try {
    return (
      (await navigator.permissions.query({ name: "clipboard-write" as PermissionName })).state === "denied"
    );
  } catch {
    return false;
  }
}

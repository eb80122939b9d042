import type { PrintedDocument } from "../bridge.ts";
import { WORDS } from "../words.ts";
import type { Batch } from "./gather.ts";
import type { Transfers } from "./transfers.ts";

/** Printed documents that are shown; the server keeps as many. */
const MOST_PRINTED = 20;

/** Which ways files may go. */
export type FileRules = { up: boolean; down: boolean };

/** What the files of a page need of it. */
export type FilesEvents = {
  /** Something is on its way: the person wants to see it. */
  onNews(): void;
  /** A part of the page could not be loaded. */
  onMissing(): void;
};

/** Files, as the rest of the page sees them. */
export type Files = {
  onRules(rules: FileRules): void;
  /** A new connection: its server tells anew what it keeps. */
  onOpen(): void;
  /** A document was printed: just now where `fresh`, else before this page came. */
  onPrinted(document: PrintedDocument, fresh: boolean): void;
  /** What the server keeps of what was printed, the newest first. */
  printed(): readonly PrintedDocument[];
  rules(): FileRules;
  /** Brings what was gathered. */
  bring(batches: readonly Batch[]): void;
  /** What goes on; loaded when it is first asked for. */
  transfers(): Promise<Transfers>;
  /** Calls this whenever rules or transfers have changed. */
  watch(onChange: () => void): void;
};

/** Takes what is dropped anywhere on the page, and what is pasted and no picture. Nothing else is loaded before. */
export function openFiles({ onNews, onMissing }: FilesEvents): Files {
  let rules: FileRules = { up: false, down: false };
  let loaded: Promise<Transfers> | undefined;
  let printed: readonly PrintedDocument[] = [];
  let depth = 0;
  const watchers: (() => void)[] = [];
  const overlay = document.createElement("div");
  overlay.id = "drop";
  overlay.hidden = true;
  document.body.append(overlay);

  const changed = () => {
    for (const watcher of watchers) {
      watcher();
    }
  };
  const load = async () => new (await import("./transfers.ts")).Transfers(changed);

  function transfers(): Promise<Transfers> {
    loaded ??= load();
    loaded.catch(() => {
      loaded = undefined;
    });
    return loaded;
  }

  async function bring(batches: readonly Batch[]): Promise<void> {
    const all = await transfers();
    for (const batch of batches.filter(({ items }) => items.length > 0)) {
      all.add(batch);
    }
    onNews();
  }

  async function take(data: DataTransfer): Promise<void> {
    // Asked for at once: what was dropped is gone after the event.
    const gathering = import("./gather.ts");
    const kept = [...data.items].map(item =>
      item.kind === "file" ? (item.webkitGetAsEntry() ?? item.getAsFile()) : null,
    );
    await bring(await (await gathering).gather(kept));
  }

  function show(shown: boolean): void {
    overlay.hidden = !shown;
    overlay.textContent = rules.up ? WORDS.files.drop : WORDS.fileProblems["file-off"];
  }

  document.addEventListener("dragenter", event => {
    if (hasFiles(event.dataTransfer)) {
      depth++;
      show(true);
    }
  });
  document.addEventListener("dragleave", event => {
    if (hasFiles(event.dataTransfer) && --depth <= 0) {
      show(false);
    }
  });
  document.addEventListener("dragover", event => {
    // Also where files are not taken: the browser would leave this page for the file.
    if (hasFiles(event.dataTransfer)) {
      event.preventDefault();
      event.dataTransfer.dropEffect = rules.up ? "copy" : "none";
    }
  });
  document.addEventListener("drop", event => {
    if (hasFiles(event.dataTransfer)) {
      event.preventDefault();
      depth = 0;
      show(false);
      if (rules.up) {
        take(event.dataTransfer).catch(onMissing);
      }
    }
  });
  document.addEventListener(
    "paste",
    event => {
      const data = event.clipboardData;
      // A single picture is a content of the clipboard, not a file.
      const pictures = [...(data?.files ?? [])].filter(({ type }) => type.startsWith("image/"));
      if (rules.up && data && data.files.length > 0 && !(pictures.length === 1 && data.files.length === 1)) {
        event.preventDefault();
        event.stopImmediatePropagation();
        take(data).catch(onMissing);
      }
    },
    { capture: true },
  );

  return {
    onRules(now) {
      rules = now;
      changed();
    },
    onOpen() {
      printed = [];
      changed();
    },
    onPrinted(document, fresh) {
      printed = [document, ...printed].slice(0, MOST_PRINTED);
      changed();
      if (fresh) {
        onNews();
      }
    },
    printed: () => printed,
    rules: () => rules,
    bring: batches => void bring(batches).catch(onMissing),
    transfers,
    watch: onChange => void watchers.push(onChange),
  };
}

function hasFiles(data: DataTransfer | null): data is DataTransfer {
  return data?.types.includes("Files") ?? false;
}

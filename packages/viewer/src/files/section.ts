import type { Action } from "@porthole/protocol";
import type { PrintedDocument } from "../bridge.ts";
import type { Fields } from "../page/panel/fields.ts";
import type { Item } from "../page/panel/list.ts";
import { fill, WORDS } from "../words.ts";
import { download, type Entry, listFolder, saveFrom } from "./api.ts";
import type { Files } from "./files.ts";
import { gatherFiles } from "./gather.ts";
import type { Transfer, Transfers } from "./transfers.ts";

/** Fills the section of files: what is brought, and what lies on the desktop. */
export async function fillFiles(
  fields: Fields,
  files: Files,
  may: (action: Action) => boolean,
): Promise<void> {
  const words = WORDS.files;
  const transfers = await files.transfers();
  const off = fields.note(words.off);
  const picker = fields.button({ name: "bring", label: words.bring, onClick: () => choose(files, false) });
  const folderPicker = fields.button({
    name: "bring-folder",
    label: words.bringFolder,
    onClick: () => choose(files, true),
  });
  const moving = fields.list({ name: "transfers", label: words.transfers, empty: words.none });
  const printedHeading = fields.heading(words.printed);
  const papers = fields.list({ name: "printed", label: words.printed, empty: "" });
  const browser = browse(fields);

  const show = () => {
    const { up, down } = files.rules();
    // Whoever is not allowed to is told that in its place.
    off.hidden = up || down || !(may("filesUp") || may("filesDown"));
    picker.hidden = !up;
    folderPicker.hidden = !up;
    moving.element.hidden = !up;
    browser.allow(down);
    const documents = files.printed();
    printedHeading.hidden = documents.length === 0;
    papers.element.hidden = documents.length === 0;
    papers.set(documents.map(paperOf));
    moving.set(transfers.all.map(transfer => itemOf(transfer, transfers)));
  };
  let done = 0;
  files.watch(() => {
    show();
    const now = transfers.all.reduce((sum, transfer) => sum + transfer.files, 0);
    if (now !== done && transfers.all.every(({ state }) => state !== "running")) {
      done = now;
      browser.reload();
    }
  });
  show();
}

function paperOf({ job, bytes, title }: PrintedDocument): Item {
  const save = {
    name: "download",
    label: WORDS.files.download,
    onClick: () => saveFrom("print", String(job)),
  };
  return { id: String(job), text: title, detail: sizeText(bytes), actions: [save] };
}

/** Asks for files or a folder with the browser's own dialog. */
function choose(files: Files, folder: boolean): void {
  const input = document.createElement("input");
  input.type = "file";
  input.multiple = true;
  input.webkitdirectory = folder;
  input.addEventListener("change", () => files.bring(gatherFiles(input.files ?? [])));
  input.click();
}

function itemOf(transfer: Transfer, transfers: Transfers): Item {
  const { id, name, state, bytes, total, files, count } = transfer;
  const words = WORDS.files;
  const stop = { name: "cancel", label: words.cancel, onClick: () => transfers.remove(id) };
  const again = (label: string) => ({ name: "resume", label, onClick: () => transfers.resume(id) });
  const actions = {
    running: [{ name: "pause", label: words.pause, onClick: () => transfers.pause(id) }, stop],
    waiting: [{ name: "pause", label: words.pause, onClick: () => transfers.pause(id) }, stop],
    paused: [again(words.resume), stop],
    failed: [again(words.again), { ...stop, label: words.remove }],
    done: [{ ...stop, label: words.remove }],
  }[state];
  const over = state === "done";
  return {
    id,
    text: count > 1 ? `${name} (${files}/${count})` : name,
    detail: detailOf(transfer),
    ...(over ? {} : { progress: total > 0 ? bytes / total : files / count }),
    actions,
  };
}

function detailOf({ state, bytes, total, speed, problem }: Transfer): string {
  const words = WORDS.files;
  const amount = fill(words.amount, { bytes: sizeText(bytes), total: sizeText(total) });
  switch (state) {
    case "running":
      return speed > 0 ? `${amount}, ${fill(words.speed, { bytes: sizeText(speed) })}` : amount;
    case "waiting":
      return `${amount}. ${words.waiting}`;
    case "paused":
      return `${amount}. ${words.paused}`;
    case "done":
      return fill(words.done, { bytes: sizeText(bytes) });
    case "failed": {
      const known: Readonly<Record<string, string>> = WORDS.fileProblems;
      const text = known[problem?.id ?? ""] ?? problem?.text ?? "";
      const others = (problem?.count ?? 1) - 1;
      return `${problem?.path}: ${text}${others > 0 ? ` ${fill(words.others, { count: others })}` : ""}`;
    }
  }
}

/** The desktop's folder, folder by folder. */
function browse(fields: Fields): { allow(allowed: boolean): void; reload(): void } {
  const words = WORDS.files;
  let path: string[] = [];
  let allowed = false;
  let asked = 0;
  const heading = fields.heading(words.desktop);
  const where = fields.note("");
  where.setAttribute("role", "status");
  const up = fields.button({ name: "up", label: words.up, onClick: () => go(path.slice(0, -1)) });
  const refresh = fields.button({ name: "refresh", label: words.refresh, onClick: reload });
  const all = fields.button({
    name: "zip",
    label: words.all,
    onClick: () => download(path.join("/"), "folder"),
  });
  const list = fields.list({ name: "desktop", label: words.desktop, empty: words.empty });

  function reload(): void {
    if (allowed) {
      go(path);
    }
  }

  function go(to: string[]): void {
    const number = ++asked;
    listFolder(to.join("/")).then(
      entries => {
        if (number === asked) {
          path = to;
          up.disabled = path.length === 0;
          where.textContent = path.length === 0 ? "" : path.join(" / ");
          where.hidden = path.length === 0;
          list.set(entries.map(entry => rowOf(entry, [...path, entry.name])));
        }
      },
      error => {
        where.hidden = false;
        where.textContent = error instanceof Error ? error.message : String(error);
      },
    );
  }

  function rowOf(entry: Entry, way: string[]): Item {
    const { name, kind, size, modified } = entry;
    const date = new Date(modified).toLocaleString(document.documentElement.lang);
    const save = { name: "download", label: words.download, onClick: () => download(way.join("/"), kind) };
    const open = { name: "open", label: words.open, onClick: () => go(way) };
    return {
      id: `${kind} ${name}`,
      text: kind === "folder" ? `${name}/` : name,
      detail: kind === "folder" ? date : `${sizeText(size)}, ${date}`,
      actions: kind === "folder" ? [open, save] : [save],
    };
  }

  return {
    allow(now) {
      for (const element of [heading, up, refresh, all, list.element]) {
        element.hidden = !now;
      }
      where.hidden ||= !now;
      if (now && !allowed) {
        allowed = true;
        go(path);
      }
      allowed = now;
    },
    reload,
  };
}

const UNITS = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

/** A number of bytes as people write it: "1.2 MB". */
function sizeText(bytes: number): string {
  const power = Math.min(UNITS.length - 1, Math.max(0, Math.floor(Math.log10(Math.max(1, bytes)) / 3)));
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit: UNITS[power] ?? "byte",
    unitDisplay: power === 0 ? "long" : "short",
    maximumFractionDigits: power < 2 ? 0 : 1,
  }).format(bytes / 1000 ** power);
}

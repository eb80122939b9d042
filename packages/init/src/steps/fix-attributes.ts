import { own } from "../account/own.ts";
import { ownerIds } from "../account/owner.ts";
import { readVariable } from "../env/container-environment.ts";
import { etcFolder } from "../env/profile.ts";
import type { Files } from "../files/files.ts";
import type { Routine } from "../supervise/routine.ts";
import type { World } from "./world.ts";

/** One line of a file in fix-attrs.d. */
type Rule = { path: string; recurse: boolean; account: string; fileMode: number; folderMode: number };

/**
 * Sets owners and modes as the files in /etc/fix-attrs.d say: `PATH RECURSE ACCOUNT FILE-MODE FOLDER-MODE` on each
 * line. A path may hold `*` and `?`. Links are given their owner and never followed. A wrong line is told and skipped.
 */
export function* fixAttributes(world: World): Routine {
  const { files, warn } = world;
  const folder = `${etcFolder(files)}/fix-attrs.d`;
  const hidden = readVariable(files, "S6_FIX_ATTRS_HIDDEN");
  const withHidden = hidden !== undefined && hidden !== "0";
  for (const name of files.list(folder) ?? []) {
    const lines = name.startsWith(".") ? [] : (files.read(`${folder}/${name}`) ?? "").split("\n");
    lines.forEach((line, index) => {
      const rule = parseRule(line);
      if (rule === undefined) return;
      const place = `fix-attrs: ${folder}/${name}:${index + 1}`;
      if (typeof rule === "string") warn(`${place}: ${rule}`);
      else apply(world, rule, place, withHidden);
    });
  }
  return 0;
}

function parseRule(line: string): Rule | string | undefined {
  const words = line
    .replace(/#.*/, "")
    .split(/\s+/)
    .filter(word => word !== "");
  const [path = "", recurse = "", account = "", file = "", folder = ""] = words;
  if (words.length === 0) return undefined;
  if (words.length !== 5)
    return `a line holds PATH RECURSE ACCOUNT FILE-MODE FOLDER-MODE, not ${words.length} words`;
  if (!path.startsWith("/")) return `"${path}" is no absolute path`;
  if (recurse !== "true" && recurse !== "false") return `recurse is "${recurse}"; it must be true or false`;
  const bad = [file, folder].find(mode => !/^[0-7]{3,4}$/.test(mode));
  if (bad !== undefined) return `"${bad}" is no octal mode`;
  const mode = (text: string) => Number.parseInt(text, 8);
  return { path, recurse: recurse === "true", account, fileMode: mode(file), folderMode: mode(folder) };
}

function apply(world: World, rule: Rule, place: string, withHidden: boolean): void {
  const ids = ownerIds(world.files, rule.account);
  if (!ids) {
    world.warn(`${place}: there is no account ${rule.account}`);
    return;
  }
  for (const path of matches(world.files, rule.path)) {
    try {
      fix(world.files, path, rule, ids, withHidden);
    } catch (error) {
      world.warn(`${place}: ${error instanceof Error ? error.message : error}`);
    }
  }
}

function fix(
  files: Files,
  path: string,
  rule: Rule,
  ids: { uid: number; gid: number },
  withHidden: boolean,
): void {
  const info = files.lstat(path);
  if (!info) return;
  own(files, path, ids.uid, ids.gid);
  if (info.kind === "link") return;
  const isFolder = info.kind === "directory";
  const mode = isFolder ? rule.folderMode : rule.fileMode;
  if (files.lstat(path)?.mode !== mode) files.chmod(path, mode);
  if (!isFolder || !rule.recurse) return;
  for (const name of files.list(path) ?? []) {
    if (withHidden || !name.startsWith(".")) fix(files, `${path}/${name}`, rule, ids, withHidden);
  }
}

/** The paths that a pattern with `*` and `?` stands for; a path without them stands for itself. */
function matches(files: Files, pattern: string): string[] {
  let found = [""];
  for (const part of pattern.split("/").filter(piece => piece !== "")) {
    if (!/[*?]/.test(part)) {
      found = found.map(path => `${path}/${part}`);
      continue;
    }
    const text = part
      .replace(/[.+^${}()|[\]\\]/g, "\\$&")
      .replaceAll("*", ".*")
      .replaceAll("?", ".");
    const test = new RegExp(`^${text}$`);
    found = found.flatMap(path =>
      (files.list(path || "/") ?? [])
        .filter(name => test.test(name) && (!name.startsWith(".") || part.startsWith(".")))
        .map(name => `${path}/${name}`),
    );
  }
  return found;
}
